using System.Globalization;
using System.Text.Json;
using Holdfast.Ledger;
using Holdfast.Server.Dialects;

namespace Holdfast.Server.Api;

/// <summary>A problem, for the API's description.</summary>
/// <param name="Limit">Which limit binds, by kind and name, such as <c>funds:eur</c>; only with a refusal for lack of something.</param>
/// <param name="Affordable">The largest quantity, or amount where the caller names it, that would pass every limit now.</param>
/// <param name="Available">What that limit has left.</param>
/// <param name="Bounds">Within what the amount must be; only with <c>amount_out_of_bounds</c>.</param>
internal sealed record ProblemShape(
    string Type, string Title, int Status, string Code, string? Detail = null, string? Field = null, string? Limit = null, Amount? Affordable = null,
    Amount? Available = null, BoundsShape? Bounds = null, FindingShape[]? Findings = null, string RequestId = "");

/// <summary>Within what an amount must be, for the API's description.</summary>
/// <param name="Min">Null for no least amount.</param>
/// <param name="Max">Null for no highest amount.</param>
internal sealed record BoundsShape(string Asset, Amount? Min, Amount? Max);

/// <summary>What is wrong with a catalogue, and where, for the API's description.</summary>
internal sealed record FindingShape(int Line, int Column, string Text);

/// <summary>The native API's errors: problem details (RFC 9457) with a stable <c>code</c>.</summary>
internal static class Problems
{
    /// <summary>A catalogue that cannot be used; the problem lists what was found, with line and column.</summary>
    internal static readonly (int Http, string Code, string Title) CatalogueInvalid = (422, "catalogue_invalid", "The catalogue cannot be used.");

    /// <summary>The test clock would pass an account's entries backwards.</summary>
    internal static readonly (int Http, string Code, string Title) ClockCannotGoBack = (409, "clock_cannot_go_back", "The clock goes back only while no account exists.");

    /// <summary>Every code there is, for the API's description.</summary>
    internal static IEnumerable<(int Http, string Code, string Title)> All =>
        Enum.GetValues<Status>().Where(status => status is not (Status.Done or Status.Repeated)).Select(From)
            .Concat(Enum.GetValues<Fault>().Select(From))
            .Append(CatalogueInvalid)
            .Append(ClockCannotGoBack);

    /// <summary>What a failure is called.</summary>
    internal static (int Http, string Code, string Title) Of(Failure failure) => failure.Refusal is { } refusal ? From(refusal) : From(failure.Fault);

    internal static Task WriteAsync(HttpContext http, Failure failure)
    {
        if (failure.RetryAfter is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return WriteAsync(http, Of(failure), json => WriteFields(json, failure));
    }

    /// <summary>Writes a problem's body.</summary>
    internal static void Write(Utf8JsonWriter json, Failure failure, string requestId) => Write(json, Of(failure), requestId, more => WriteFields(more, failure));

    /// <summary>Writes a problem's fields into the object that is open.</summary>
    internal static void WriteInto(Utf8JsonWriter json, Failure failure)
    {
        WriteName(json, Of(failure));
        WriteFields(json, failure);
    }

    private static void WriteName(Utf8JsonWriter json, (int Http, string Code, string Title) problem)
    {
        json.WriteString("type", "urn:holdfast:problem:" + problem.Code);
        json.WriteString("title", problem.Title);
        json.WriteNumber("status", problem.Http);
        json.WriteString("code", problem.Code);
    }

    private static void WriteFields(Utf8JsonWriter json, Failure failure)
    {
        if (failure.Message is not null) json.WriteString("detail", failure.Message);
        if (failure.Field is not null) json.WriteString("field", failure.Field);
        if (failure.Bounds is { } bounds) WriteBounds(json, bounds);
        if (failure.Lack is not { } lack) return;
        json.WriteString("limit", lack.Limit);
        json.WriteString("affordable", lack.Affordable.ToString());
        json.WriteString("available", lack.Available.ToString());
    }

    private static void Write(Utf8JsonWriter json, (int Http, string Code, string Title) problem, string requestId, Action<Utf8JsonWriter>? more)
    {
        json.WriteStartObject();
        WriteName(json, problem);
        more?.Invoke(json);
        json.WriteString("request_id", requestId);
        json.WriteEndObject();
    }

    private static void WriteBounds(Utf8JsonWriter json, AmountBounds bounds)
    {
        json.WriteStartObject("bounds");
        json.WriteString("asset", bounds.Asset);
        json.WriteString("min", bounds.Min?.ToString());
        json.WriteString("max", bounds.Max?.ToString());
        json.WriteEndObject();
    }

    /// <param name="more">Writes what only this problem has.</param>
    internal static async Task WriteAsync(HttpContext http, (int Http, string Code, string Title) problem, Action<Utf8JsonWriter>? more = null)
    {
        var response = http.Response;
        response.StatusCode = problem.Http;
        response.ContentType = "application/problem+json";
        response.Headers["X-Request-Id"] = RequestId.Of(http);
        response.Headers.CacheControl = "no-store";
        if (problem.Http == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Bearer";
        var body = Answers.Render(json => Write(json, problem, RequestId.Of(http), more));
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, http.RequestAborted);
    }

    /// <summary>No default arm: a new status must be thought about here before anything builds.</summary>
    internal static (int Http, string Code, string Title) From(Status status) => status switch
    {
        Status.Done => (200, "done", "Done."),
        Status.Repeated => (200, "repeated", "Done before."),
        Status.ExistsWithDifferentRequest => (422, "exists_with_different_request", "This id came before with another request."),
        Status.AccountUnknown => (404, "account_unknown", "There is no account with this id."),
        Status.AccountExists => (409, "account_exists", "There is an account with this id."),
        Status.ExternalIdTaken => (409, "external_id_taken", "Another account has this external id."),
        Status.HoldUnknown => (404, "hold_unknown", "The account has no hold with this id."),
        Status.HoldClosed => (409, "hold_closed", "The hold was captured, released or lapsed before."),
        Status.EntryUnknown => (404, "entry_unknown", "The account has no entry with this number."),
        Status.LimitUnknown => (404, "limit_unknown", "The account has no limit with this name."),
        Status.AccountClosed => (409, "account_closed", "The account is closed."),
        Status.AccountSuspended => (409, "account_suspended", "The account is suspended."),
        Status.AssetUnknown => (422, "asset_unknown", "The catalogue has no such asset, or it does not serve for this."),
        Status.MeterUnknown => (422, "meter_unknown", "The catalogue has no such meter."),
        Status.SlotUnknown => (422, "slot_unknown", "The catalogue has no such slot."),
        Status.OperationUnknown => (422, "operation_unknown", "The catalogue has no such operation."),
        Status.PlanUnknown => (422, "plan_unknown", "The catalogue has no such plan, or the account has none."),
        Status.AmountRequired => (422, "amount_required", "This operation is paid by an amount of one of its assets, and takes no quantity."),
        Status.QuantityRequired => (422, "quantity_required", "This operation is priced by its quantity, and takes no amount."),
        Status.QuantityOutOfRange => (422, "quantity_out_of_range", "The quantity is out of range, or has a fraction where it may not."),
        Status.AmountOutOfRange => (422, "amount_out_of_range", "The amount is out of range."),
        Status.AmountTooPrecise => (422, "amount_too_precise", "The amount has more decimals than the asset."),
        Status.AmountOutOfBounds => (422, "amount_out_of_bounds", "The amount is below or above what this operation may cost."),
        Status.LifetimeOutOfRange => (422, "lifetime_out_of_range", "The number of seconds is out of range."),
        Status.ExpiryOutOfRange => (422, "expiry_out_of_range", "The expiry is not after the start, or too far away."),
        Status.InstantOutOfRange => (422, "instant_out_of_range", "The instant is out of range."),
        Status.UsageTooLate => (422, "usage_too_late", "The work was done longer ago than the catalogue lets it be told of."),
        Status.TimeZoneUnknown => (422, "time_zone_unknown", "There is no such IANA time zone."),
        Status.TooMany => (409, "too_many", "The account holds as many of these as it may."),
        Status.CaptureExceedsHold => (422, "capture_exceeds_hold", "The capture is more than the hold sets aside."),
        Status.EntryNotRefundable => (422, "entry_not_refundable", "The entry is no charge, or is too old."),
        Status.RefundExceedsCharge => (422, "refund_exceeds_charge", "The refund is more than the charge has left."),
        Status.ExtensionNotAllowed => (422, "extension_not_allowed", "The account's plan does not entitle to an extension of this meter."),
        Status.PurchaseLimitExceeded => (422, "purchase_limit_exceeded", "The purchase, or the balance it would lead to, is above the limit."),
        Status.KeyUnknown => (404, "key_unknown", "The account has no key with this id."),
        Status.KeyRevoked => (403, "key_revoked", "The key was revoked."),
        Status.KeyExpired => (403, "key_expired", "The key has expired."),
        Status.ScopeMissing => (403, "scope_missing", "The key lacks the operation's scope."),
        Status.KeyOfAnotherMember => (403, "key_of_another_member", "The key belongs to another member."),
        Status.MemberUnknown => (404, "member_unknown", "The account has no member with this id."),
        Status.KeyBudgetReached => (402, "key_budget_reached", "The key's budget does not suffice."),
        Status.BudgetReached => (402, "budget_reached", "A limit on what is spent does not allow as much."),
        Status.QuotaReached => (429, "quota_reached", "A limit on the operation's quantity does not allow as much."),
        Status.SlotTaken => (429, "slot_taken", "All places of the slot are taken."),
        Status.MeterExhausted => (429, "meter_exhausted", "The meter's limit does not allow as much."),
        Status.FundsInsufficient => (402, "funds_insufficient", "The balance does not suffice."),
        Status.DebtLimitReached => (402, "debt_limit_reached", "The capture would leave more debt than is allowed."),
        Status.CapReached => (402, "cap_reached", "The spending cap does not allow as much."),
    };

    internal static (int Http, string Code, string Title) From(Fault fault) => fault switch
    {
        Fault.CredentialMissing => (401, "credential_missing", "Send the operator key: Authorization: Bearer <key>."),
        Fault.CredentialMalformed => (401, "credential_unknown", "This is not the operator key."),
        Fault.NotFound => (404, "not_found", "There is no such path."),
        Fault.MethodNotAllowed => (405, "method_not_allowed", "This path does not know the method."),
        Fault.MediaTypeUnsupported => (415, "media_type_unsupported", "The body is not of a media type that is read here."),
        Fault.BodyTooLarge => (413, "body_too_large", "The body is too large."),
        Fault.BodyMalformed => (400, "body_malformed", "The body cannot be read."),
        Fault.FieldInvalid => (400, "field_invalid", "A field is unknown, missing, or not what it must be."),
        Fault.RateLimited => (429, "rate_limited", "Too many requests."),
        Fault.TooManyAtOnce => (429, "too_many_at_once", "Too many requests at once."),
        Fault.Internal => (500, "internal", "Something went wrong here."),
        Fault.Unavailable => (503, "unavailable", "The service is not available at the moment."),
    };
}
