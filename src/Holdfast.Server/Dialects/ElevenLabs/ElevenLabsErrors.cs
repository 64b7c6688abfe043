using System.Globalization;
using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.ElevenLabs;

/// <summary>
/// ElevenLabs' error body, whose <c>detail</c> has three shapes: an object for its own errors, a list for parameters that
/// are wrong, a text for what its web framework refuses.
/// </summary>
internal static class ElevenLabsErrors
{
    internal static ValueTask WriteAsync(HttpContext http, Failure failure)
    {
        if (failure.Refusal is null && failure.Fault == Fault.FieldInvalid)
            return WriteAsync(http, [new(failure.Field ?? "", failure.Message ?? From(failure.Fault).Message, "value_error")]);
        var detail = failure.Refusal is { } refusal ? From(refusal) : From(failure.Fault);
        if (failure.Message is { } message) detail = detail with { Message = message };
        Head(http);
        var wait = failure.RetryAfter ?? (detail.Http == StatusCodes.Status429TooManyRequests ? 1 : null);
        if (wait is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Answers.FailAsync(http, detail.Http, json => Write(json, detail, RequestId.Of(http)));
    }

    /// <summary>Says everything that is wrong with the query at once.</summary>
    internal static ValueTask WriteAsync(HttpContext http, IReadOnlyList<Finding> findings)
    {
        Head(http);
        return Answers.FailAsync(http, StatusCodes.Status422UnprocessableEntity, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("detail");
            foreach (var finding in findings) Write(json, finding);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>The headers of every answer.</summary>
    internal static void Head(HttpContext http)
    {
        var id = RequestId.Of(http);
        http.Response.Headers["x-trace-id"] = id;
        http.Response.Headers["x-request-id"] = id;
    }

    private static void Write(Utf8JsonWriter json, Detail detail, string requestId)
    {
        json.WriteStartObject();
        if (detail.Type is null) json.WriteString("detail", detail.Message);
        else
        {
            json.WriteStartObject("detail");
            json.WriteString("type", detail.Type);
            json.WriteString("code", detail.Code);
            json.WriteString("message", detail.Message);
            json.WriteString("status", detail.Status);
            json.WriteString("request_id", requestId);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteStartArray("loc");
        json.WriteStringValue("query");
        json.WriteStringValue(finding.Parameter);
        json.WriteEndArray();
        json.WriteString("msg", finding.Message);
        json.WriteString("type", finding.Type);
        json.WriteEndObject();
    }

    /// <summary>No default arm: a new status must be thought about here before anything builds.</summary>
    internal static Detail From(Status status) => status switch
    {
        Status.Done or Status.Repeated => new(200, "ok", "ok", "ok", "Done."),
        Status.KeyUnknown or Status.KeyRevoked or Status.KeyExpired or Status.AccountUnknown or Status.AccountClosed =>
            new(401, Authentication, "invalid_api_key", "invalid_api_key", "The API key is unknown, expired or revoked."),
        Status.ScopeMissing or Status.KeyOfAnotherMember => new(401, Authentication, "unauthorized", "missing_permissions", "This API key lacks a permission."),
        Status.AccountSuspended => new(401, Authentication, "unauthorized", "account_suspended", "This account is suspended."),
        Status.FundsInsufficient or Status.DebtLimitReached or Status.CapReached or Status.KeyBudgetReached or Status.BudgetReached or Status.QuotaReached
            or Status.MeterExhausted =>
            new(402, "payment_required", "quota_exceeded", "quota_exceeded", "This request exceeds what the account may use."),
        Status.SlotTaken => new(429, RateLimit, "concurrent_limit_exceeded", "too_many_concurrent_requests", "All places of the plan are taken."),
        Status.HoldUnknown or Status.EntryUnknown or Status.LimitUnknown or Status.MemberUnknown => new(404, "not_found", "not_found", "not_found", "There is no such thing."),
        Status.AccountExists or Status.ExternalIdTaken or Status.HoldClosed or Status.ExistsWithDifferentRequest or Status.TooMany =>
            new(409, "conflict", "conflict", "conflict", "The request conflicts with what is there."),
        Status.AssetUnknown or Status.MeterUnknown or Status.SlotUnknown or Status.OperationUnknown or Status.PlanUnknown or Status.AmountRequired
            or Status.QuantityRequired or Status.QuantityOutOfRange or Status.AmountOutOfRange or Status.AmountTooPrecise or Status.AmountOutOfBounds or Status.LifetimeOutOfRange
            or Status.ExpiryOutOfRange or Status.InstantOutOfRange or Status.UsageTooLate or Status.TimeZoneUnknown or Status.CaptureExceedsHold or Status.EntryNotRefundable
            or Status.RefundExceedsCharge or Status.ExtensionNotAllowed or Status.PurchaseLimitExceeded =>
            new(400, "validation_error", "invalid_parameters", "invalid_parameters", "A parameter is not valid."),
    };

    internal static Detail From(Fault fault) => fault switch
    {
        Fault.CredentialMissing => new(401, Authentication, "missing_api_key", "needs_authorization", "Neither an API key in xi-api-key nor an access token was sent."),
        Fault.CredentialMalformed => new(401, Authentication, "invalid_authorization_header", "invalid_authorization_header",
            "The Authorization header takes an access token as a Bearer; send an API key in xi-api-key."),
        Fault.NotFound => Framework(404, "Not Found"),
        Fault.MethodNotAllowed => Framework(405, "Method Not Allowed"),
        Fault.MediaTypeUnsupported => Framework(415, "Unsupported Media Type"),
        Fault.BodyTooLarge => Framework(413, "Request Entity Too Large"),
        Fault.BodyMalformed => Framework(400, "Bad Request"),
        Fault.FieldInvalid => Framework(422, "The value is not valid"),
        Fault.RateLimited => new(429, RateLimit, "rate_limit_exceeded", "too_many_requests", "Too many requests."),
        Fault.TooManyAtOnce => new(429, RateLimit, "concurrent_limit_exceeded", "too_many_concurrent_requests", "Too many requests at once."),
        Fault.Internal => new(500, "internal_error", "internal_error", "internal_error", "Something went wrong here."),
        Fault.Unavailable => new(503, "service_unavailable", "service_unavailable", "service_unavailable", "The service is not available at the moment."),
    };

    private const string Authentication = "authentication_error";
    private const string RateLimit = "rate_limit_error";

    private static Detail Framework(int http, string message) => new(http, null, "", "", message);

    /// <summary>What an error says.</summary>
    /// <param name="Type">Null for what the web framework refuses: then the message is all there is.</param>
    /// <param name="Status">The older marker, which old clients read.</param>
    internal readonly record struct Detail(int Http, string? Type, string Code, string Status, string Message);

    /// <summary>What is wrong with a parameter of the query.</summary>
    /// <param name="Type">A word for programs: <c>missing</c>, <c>int_parsing</c>, <c>enum</c>, ...</param>
    internal sealed record Finding(string Parameter, string Message, string Type);
}
