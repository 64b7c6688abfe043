using System.Globalization;
using System.Text.Json;

namespace Holdfast.Server.Dialects.Generect;

/// <summary>The body of <c>GET /api/auth/transactions/</c>: one page of the transactions that pass, newest first.</summary>
/// <param name="Count">All that pass.</param>
internal sealed record TransactionPage(long Count, int Limit, int Offset, IReadOnlyList<Transaction> Results)
{
    internal const int LimitMax = 100;

    internal static async Task<TransactionPage> ReadAsync(IAsyncEnumerable<Transaction> newestFirst, IQueryCollection query)
    {
        var filter = new TransactionFilter(query);
        var limit = Number(query, "limit") is { } asked and > 0 ? Math.Min(asked, LimitMax) : LimitMax;
        var offset = Number(query, "offset") ?? 0;
        var results = new List<Transaction>();
        long count = 0;
        await foreach (var transaction in newestFirst)
        {
            if (!filter.Passes(transaction)) continue;
            if (count++ >= offset && results.Count < limit) results.Add(transaction);
        }

        return new(count, limit, offset, results);
    }

    internal void Write(Utf8JsonWriter json, HttpRequest request)
    {
        json.WriteStartObject();
        json.WriteNumber("count", Count);
        json.WriteString("next", (long)Offset + Limit < Count ? Link(request, Offset + Limit) : null);
        json.WriteString("previous", Offset > 0 ? Link(request, Math.Max(0, Offset - Limit)) : null);
        json.WriteNumber("limit", Limit);
        json.WriteNumber("max_limit", LimitMax);
        json.WriteNumber("offset", Offset);
        json.WriteStartArray("results");
        foreach (var transaction in Results) Write(json, transaction);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Transaction transaction)
    {
        json.WriteStartObject();
        json.WriteNumber("id", transaction.Id);
        json.WriteString("created_at", NaiveTime.Full(transaction.CreatedAt));
        json.WriteString("updated_at", NaiveTime.Full(transaction.UpdatedAt));
        json.WriteString("status", transaction.Status);
        json.WriteString("balance_type", transaction.BalanceType);
        json.WriteNumber("amount", transaction.Amount.WholeUnits);
        json.WriteString("description", transaction.Description);
        json.WriteNumber("after_balance", transaction.AfterBalance.WholeUnits);
        json.WriteEndObject();
    }

    /// <summary>The same query at another offset, its parameters in the order of their names. The first page needs no offset.</summary>
    private string Link(HttpRequest request, int offset)
    {
        var parameters = new List<KeyValuePair<string, string>> { new("limit", Limit.ToString(CultureInfo.InvariantCulture)) };
        if (offset > 0) parameters.Add(new("offset", offset.ToString(CultureInfo.InvariantCulture)));
        foreach (var (name, values) in request.Query)
            if (name is not ("limit" or "offset")) parameters.AddRange(values.Select(value => KeyValuePair.Create(name, value ?? "")));
        var query = string.Join('&', parameters
            .OrderBy(parameter => parameter.Key, StringComparer.Ordinal)
            .Select(parameter => Uri.EscapeDataString(parameter.Key) + "=" + Uri.EscapeDataString(parameter.Value)));
        var server = request.Host.HasValue ? $"{request.Scheme}://{request.Host.ToUriComponent()}" : "";
        return server + request.PathBase.ToUriComponent() + request.Path.ToUriComponent() + "?" + query;
    }

    /// <summary>Digits only; null for anything else. What is too large for a number is very large.</summary>
    private static int? Number(IQueryCollection query, string name) =>
        query[name] is [.., { Length: > 0 } text] && text.All(char.IsAsciiDigit)
            ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue
            : null;
}
