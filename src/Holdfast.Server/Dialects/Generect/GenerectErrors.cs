using System.Globalization;
using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.Generect;

/// <summary>
/// Generect's error body: <c>{"status":"error","status_code","detail"}</c>, where the detail is a sentence, or an object
/// with the sentences about each field.
/// </summary>
internal static class GenerectErrors
{
    internal static Task WriteAsync(HttpContext http, Failure failure)
    {
        var (status, text) = failure.Refusal is { } refusal ? From(refusal) : From(failure.Fault, http.Request);
        if (status == StatusCodes.Status401Unauthorized) http.Response.Headers.WWWAuthenticate = "Token";
        if (failure.RetryAfter is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return failure.Field is { } field
            ? WriteAsync(http, status, json => Write(json, [new(field, failure.Message ?? text)]))
            : WriteAsync(http, status, json => json.WriteStringValue(failure.Message ?? text));
    }

    /// <summary>400: what is wrong with which fields.</summary>
    internal static Task WriteAsync(HttpContext http, IReadOnlyList<FieldError> errors) =>
        WriteAsync(http, StatusCodes.Status400BadRequest, json => Write(json, errors));

    private static Task WriteAsync(HttpContext http, int status, Action<Utf8JsonWriter> writeDetail)
    {
        GenerectHeaders.Secure(http.Response);
        http.Response.Headers["X-Request-Id"] = RequestId.Of(http);
        return Answers.FailAsync(http, status, json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "error");
            json.WriteNumber("status_code", status);
            json.WritePropertyName("detail");
            writeDetail(json);
            json.WriteEndObject();
        }).AsTask();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<FieldError> errors)
    {
        json.WriteStartObject();
        foreach (var field in errors.GroupBy(error => error.Field))
        {
            json.WriteStartArray(field.Key);
            foreach (var error in field) json.WriteStringValue(error.Message);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>No default arm: a new status must be thought about here before anything builds.</summary>
    internal static (int Http, string Detail) From(Status status) => status switch
    {
        Status.Done or Status.Repeated => (200, "Done."),
        Status.KeyUnknown or Status.KeyRevoked or Status.KeyExpired => (401, "Invalid token."),
        Status.AccountUnknown or Status.AccountClosed or Status.AccountSuspended => (401, "User inactive or deleted."),
        Status.FundsInsufficient or Status.DebtLimitReached or Status.CapReached or Status.KeyBudgetReached or Status.BudgetReached => (402, "Insufficient funds in the account."),
        Status.ScopeMissing or Status.KeyOfAnotherMember => (403, "You do not have permission to perform this action."),
        Status.HoldUnknown or Status.EntryUnknown or Status.LimitUnknown or Status.MemberUnknown => (404, "Not found."),
        Status.SlotTaken or Status.MeterExhausted or Status.QuotaReached => (429, "Request was throttled."),
        Status.AccountExists or Status.ExternalIdTaken or Status.HoldClosed or Status.ExistsWithDifferentRequest or Status.TooMany =>
            (409, "The request conflicts with what is there."),
        Status.AssetUnknown or Status.MeterUnknown or Status.SlotUnknown or Status.OperationUnknown or Status.PlanUnknown or Status.AmountRequired
            or Status.QuantityRequired or Status.QuantityOutOfRange or Status.AmountOutOfRange or Status.AmountTooPrecise or Status.AmountOutOfBounds or Status.LifetimeOutOfRange
            or Status.ExpiryOutOfRange or Status.InstantOutOfRange or Status.UsageTooLate or Status.TimeZoneUnknown or Status.CaptureExceedsHold or Status.EntryNotRefundable
            or Status.RefundExceedsCharge or Status.ExtensionNotAllowed or Status.PurchaseLimitExceeded =>
            (400, "Invalid input."),
    };

    internal static (int Http, string Detail) From(Fault fault, HttpRequest request) => fault switch
    {
        Fault.CredentialMissing or Fault.CredentialMalformed => (401, "Authentication credentials were not provided."),
        Fault.NotFound => (404, "Not found."),
        Fault.MethodNotAllowed => (405, $"Method \"{request.Method}\" not allowed."),
        Fault.BodyTooLarge => (413, "The request body is too large."),
        Fault.MediaTypeUnsupported => (415, $"Unsupported media type \"{request.ContentType}\" in request."),
        Fault.BodyMalformed => (400, "Malformed request."),
        Fault.FieldInvalid => (400, "Invalid input."),
        Fault.RateLimited or Fault.TooManyAtOnce => (429, "Request was throttled."),
        Fault.Internal => (500, "A server error occurred."),
        Fault.Unavailable => (503, "Service temporarily unavailable, try again later."),
    };
}

/// <summary>What is wrong with a field of a body.</summary>
internal readonly record struct FieldError(string Field, string Message);
