using System.Globalization;
using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.HeyGen;

/// <summary>HeyGen's error body: <c>{"error":{"code","message","doc_url"}}</c>, with <c>param</c> where a field is wrong.</summary>
internal static class HeyGenErrors
{
    internal static async Task WriteAsync(HttpContext http, Failure failure)
    {
        var (status, code, message) = failure.Refusal is { } refusal ? From(refusal) : From(failure.Fault);
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.Headers["X-Request-Id"] = RequestId.Of(http);
        response.Headers.CacheControl = "no-store";
        if (failure.RetryAfter is { } seconds) response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        var body = Answers.Render(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("code", code);
            json.WriteString("message", code == "insufficient_api_key_scope" ? $"This API key lacks the scope '{failure.Field}'." : failure.Message ?? message);
            json.WriteString("doc_url", DocUrl + code.Replace('_', '-'));
            if (failure.Field is { } field && failure.Fault == Fault.FieldInvalid) json.WriteString("param", field);
            json.WriteEndObject();
            json.WriteEndObject();
        });
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, http.RequestAborted);
    }

    private const string DocUrl = "https://docs.heygen.com/docs/error-codes#";

    /// <summary>No default arm: a new status must be thought about here before anything builds.</summary>
    internal static (int Http, string Code, string Message) From(Status status) => status switch
    {
        Status.Done or Status.Repeated => (200, "ok", "Done."),
        Status.KeyUnknown or Status.KeyRevoked or Status.KeyExpired or Status.AccountUnknown or Status.AccountClosed =>
            (401, "unauthorized", "The API key or access token is missing, unknown, expired or revoked."),
        Status.ScopeMissing => (403, "insufficient_api_key_scope", "This API key lacks a scope."),
        Status.KeyOfAnotherMember => (403, "forbidden", "This API key may not do that."),
        Status.AccountSuspended => (403, "forbidden", "This account is suspended."),
        Status.FundsInsufficient or Status.DebtLimitReached or Status.CapReached or Status.KeyBudgetReached or Status.BudgetReached =>
            (402, "insufficient_credit", "The balance does not suffice."),
        Status.SlotTaken or Status.MeterExhausted or Status.QuotaReached => (429, "rate_limit_exceeded", "A limit of the plan is reached."),
        Status.HoldUnknown or Status.EntryUnknown or Status.LimitUnknown or Status.MemberUnknown => (404, "not_found", "There is no such thing."),
        Status.AccountExists or Status.ExternalIdTaken or Status.HoldClosed or Status.ExistsWithDifferentRequest or Status.TooMany =>
            (409, "conflict", "The request conflicts with what is there."),
        Status.AssetUnknown or Status.MeterUnknown or Status.SlotUnknown or Status.OperationUnknown or Status.PlanUnknown or Status.AmountRequired
            or Status.QuantityRequired or Status.QuantityOutOfRange or Status.AmountOutOfRange or Status.AmountTooPrecise or Status.AmountOutOfBounds or Status.LifetimeOutOfRange
            or Status.ExpiryOutOfRange or Status.InstantOutOfRange or Status.UsageTooLate or Status.TimeZoneUnknown or Status.CaptureExceedsHold or Status.EntryNotRefundable
            or Status.RefundExceedsCharge or Status.ExtensionNotAllowed or Status.PurchaseLimitExceeded =>
            (400, "invalid_parameter", "A parameter is not valid."),
    };

    internal static (int Http, string Code, string Message) From(Fault fault) => fault switch
    {
        Fault.CredentialMissing => (401, "unauthorized", "No API key or access token was sent."),
        Fault.CredentialMalformed => (401, "unauthorized", "The API key or access token is missing, unknown, expired or revoked."),
        Fault.NotFound => (404, "not_found", "There is no such endpoint."),
        Fault.MethodNotAllowed => (405, "method_not_allowed", "This endpoint does not know the method."),
        Fault.MediaTypeUnsupported => (415, "unsupported_media_type", "Send application/json."),
        Fault.BodyTooLarge => (413, "payload_too_large", "The body is too large."),
        Fault.BodyMalformed or Fault.FieldInvalid => (400, "invalid_parameter", "A parameter is not valid."),
        Fault.RateLimited or Fault.TooManyAtOnce => (429, "rate_limit_exceeded", "Too many requests."),
        Fault.Internal => (500, "internal_error", "Something went wrong here."),
        Fault.Unavailable => (503, "internal_error", "The service is not available at the moment."),
    };
}
