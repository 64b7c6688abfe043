using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>GET /ledger/v1/trial_balance: the books of every asset over all accounts. Their sum is zero.</summary>
internal static class ReadTrialBalanceEndpoint
{
    internal static void Map(NativeRoutes api) => api.Get("/trial_balance", "Sums the books of every asset over all accounts", HandleAsync)
        .Gives<TrialBalanceShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var sums = await engine.TrialBalanceAsync(http.RequestAborted);
        await Reply.JsonAsync(http, StatusCodes.Status200OK, json =>
        {
            var balanced = true;
            json.WriteStartObject();
            json.WriteStartObject("assets");
            foreach (var asset in sums.GroupBy(sum => sum.Asset).OrderBy(asset => asset.Key, StringComparer.Ordinal))
            {
                json.WriteStartObject(asset.Key);
                foreach (var book in Enum.GetValues<Book>())
                    json.WriteString(WordWire<Book>.Of(book), Decimal(asset.FirstOrDefault(sum => sum.Book == book).Micros));
                var all = asset.Aggregate((Int128)0, (all, sum) => all + sum.Micros);
                balanced &= all == 0;
                json.WriteString("sum", Decimal(all));
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteBoolean("balanced", balanced);
            json.WriteEndObject();
        });
    }

    /// <summary>The shortest decimal of a sum that may pass 64 bits.</summary>
    private static string Decimal(Int128 micros)
    {
        var magnitude = Int128.Abs(micros);
        var fraction = new Amount((long)(magnitude % Amount.One)).ToString().AsSpan(1);
        return $"{(micros < 0 ? "-" : "")}{magnitude / Amount.One}{fraction}";
    }
}

/// <summary>The books of all accounts, for the API's description.</summary>
/// <param name="Balanced">Whether every asset's books sum to zero; anything else is damage.</param>
internal sealed record TrialBalanceShape(Dictionary<string, BooksShape> Assets, bool Balanced);

/// <summary>The books of an asset, for the API's description. The amounts may have more digits than an account's.</summary>
internal sealed record BooksShape(
    Amount Funding, Amount Available, Amount Held, Amount Consumed, Amount Expired, Amount Receivable, Amount Adjustment, Amount Sum);
