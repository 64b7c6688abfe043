using System.Globalization;
using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.Depicta;

/// <summary>Depicta's error body: <c>{"error","message","request_id","details"}</c>, the details an object by field, empty where none is wrong.</summary>
internal static class DepictaErrors
{
    internal static ValueTask WriteAsync(HttpContext http, Failure failure)
    {
        var (status, error, message) = failure.Refusal is { } refusal ? From(refusal) : From(failure.Fault);
        var id = RequestId.Of(http);
        var headers = http.Response.Headers;
        headers["X-Request-Id"] = id;
        if (status == StatusCodes.Status401Unauthorized) headers.WWWAuthenticate = "Bearer";
        var wait = failure.RetryAfter ?? (status == StatusCodes.Status429TooManyRequests ? 1 : null);
        if (wait is { } seconds) headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Answers.FailAsync(http, status, json =>
        {
            json.WriteStartObject();
            json.WriteString("error", error);
            json.WriteString("message", failure.Message ?? message);
            json.WriteString("request_id", id);
            json.WriteStartObject("details");
            if (failure is { Refusal: null, Fault: Fault.FieldInvalid, Field: { } field }) json.WriteString(field, failure.Message ?? message);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    /// <summary>No default arm: a new status must be thought about here before anything builds.</summary>
    internal static (int Http, string Error, string Message) From(Status status) => status switch
    {
        Status.Done or Status.Repeated => (200, "ok", "Done."),
        Status.KeyUnknown or Status.KeyRevoked or Status.KeyExpired or Status.AccountUnknown or Status.AccountClosed =>
            (401, "auth_invalid", "The credential is missing, unknown, expired or revoked."),
        Status.AccountSuspended => (403, "account_suspended", "This account is suspended."),
        Status.ScopeMissing or Status.KeyOfAnotherMember => (403, "auth_scope_missing", "This key may not do that."),
        Status.FundsInsufficient or Status.DebtLimitReached or Status.CapReached or Status.KeyBudgetReached or Status.BudgetReached =>
            (402, "credit_insufficient", "Your balance is too low for this generation."),
        Status.SlotTaken or Status.MeterExhausted or Status.QuotaReached => (429, "rate_limited", "A limit of the account is reached."),
        Status.HoldUnknown or Status.EntryUnknown or Status.LimitUnknown or Status.MemberUnknown => (404, "not_found", "There is no such thing."),
        Status.AccountExists or Status.ExternalIdTaken or Status.HoldClosed or Status.ExistsWithDifferentRequest or Status.TooMany =>
            (409, "conflict", "The request conflicts with what is there."),
        Status.AssetUnknown or Status.MeterUnknown or Status.SlotUnknown or Status.OperationUnknown or Status.PlanUnknown or Status.AmountRequired
            or Status.QuantityRequired or Status.QuantityOutOfRange or Status.AmountOutOfRange or Status.AmountTooPrecise or Status.AmountOutOfBounds or Status.LifetimeOutOfRange
            or Status.ExpiryOutOfRange or Status.InstantOutOfRange or Status.UsageTooLate or Status.TimeZoneUnknown or Status.CaptureExceedsHold or Status.EntryNotRefundable
            or Status.RefundExceedsCharge or Status.ExtensionNotAllowed or Status.PurchaseLimitExceeded =>
            (422, "validation_error", "A field is not valid."),
    };

    internal static (int Http, string Error, string Message) From(Fault fault) => fault switch
    {
        Fault.CredentialMissing or Fault.CredentialMalformed => (401, "auth_invalid", "The credential is missing, unknown, expired or revoked."),
        Fault.NotFound => (404, "not_found", "There is no such endpoint."),
        Fault.MethodNotAllowed => (405, "method_not_allowed", "This endpoint does not know the method."),
        Fault.MediaTypeUnsupported => (415, "unsupported_media_type", "Send application/json."),
        Fault.BodyTooLarge => (413, "payload_too_large", "The body is too large."),
        Fault.BodyMalformed => (400, "bad_request", "The body cannot be read."),
        Fault.FieldInvalid => (422, "validation_error", "A field is not valid."),
        Fault.RateLimited => (429, "rate_limited", "Too many requests."),
        Fault.TooManyAtOnce => (429, "rate_limited", "Too many requests at once."),
        Fault.Internal => (500, "internal_error", "Something went wrong here."),
        Fault.Unavailable => (503, "service_unavailable", "The service is not available at the moment."),
    };
}
