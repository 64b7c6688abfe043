using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>GET /ledger/v1/accounts: what accounts are found by, in the order of their ids. An account itself is read by its id.</summary>
internal static class ListAccountsEndpoint
{
    internal static void Map(NativeRoutes api) => api.Get("/accounts", "Lists accounts", HandleAsync)
        .Asks<string>("email", "Only accounts with this address, to the letter.")
        .Asks<string>("external_id", "Only the account with the operator's own id.")
        .Asks<Guid>("after", "The id after which the page begins.")
        .Asks<int>("limit", $"At most so many, 1 to {Query.LimitMax}; {Query.LimitDefault} when it is not given.")
        .Gives<AccountsShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var limit = http.Limit();
        var rows = await engine.AccountsAsync(http.Text("email"), http.Text("external_id"), After(http), limit + 1, http.RequestAborted);
        await Reply.JsonAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("accounts");
            foreach (var row in rows.Take(limit))
            {
                json.WriteStartObject();
                json.WriteString("id", row.Account.Value);
                json.WriteString("external_id", row.ExternalId);
                json.WriteString("email", row.Email);
                json.Moment("created_at", row.OpenedAt);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (rows.Count > limit) json.WriteString("next_after", rows[limit - 1].Account.Value);
            else json.WriteNull("next_after");
            json.WriteEndObject();
        });
    }

    private static AccountId? After(HttpContext http)
    {
        if (http.Parameter("after") is not { } text) return null;
        return AccountId.TryParse(text, out var id) ? id : throw Query.Wrong("after", "an account's id");
    }
}

/// <summary>A page of accounts, for the API's description.</summary>
/// <param name="NextAfter">What to ask after for the next page; null when this is the last one.</param>
internal sealed record AccountsShape(ListedAccountShape[] Accounts, Guid? NextAfter);

/// <summary>What an account is found by, for the API's description.</summary>
internal sealed record ListedAccountShape(Guid Id, string? ExternalId, string? Email, Instant CreatedAt);
