using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>PUT /ledger/v1/accounts/{account}/limits/{limit}: the most that may be used in each window. The same limit with another amount keeps what it has counted.</summary>
internal static class SetLimitEndpoint
{
    /// <param name="Asset">To count money: the asset.</param>
    /// <param name="Amount">To count money: the most of it in each window.</param>
    /// <param name="Quantity">To count units of the operation: the most of them in each window.</param>
    /// <param name="Per">The window: the account's day, week or month, its period, or all its life.</param>
    /// <param name="Operation">Binds this operation alone.</param>
    /// <param name="Member">Binds what is this member's, whichever his key.</param>
    /// <param name="Key">Binds the key with this id, and all its rotations.</param>
    public sealed record Body(
        Window Per, string? Asset = null, Amount? Amount = null, Amount? Quantity = null, string? Operation = null, string? Member = null, string? Key = null);

    internal static void Map(NativeRoutes api) => api.Put("/accounts/{account}/limits/{limit}", "Sets the most that may be used in each window", HandleAsync)
        .Takes<Body>().Gives<AccountShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var name = http.Name("limit");
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.SetLimit);
        if (body.Amount is null == body.Quantity is null) throw Query.Wrong("amount", "either this, with its asset, or quantity, with its operation");
        if (body.Amount is null != body.Asset is null) throw Query.Wrong("asset", "the amount's, and none beside a quantity");
        if (body.Quantity is not null && body.Operation is null) throw Query.Wrong("operation", "the one whose quantity is limited");
        var answer = await http.ExecuteAsync(engine, account, new SetLimit
        {
            CallerId = http.IdempotencyId(),
            Name = name,
            Member = body.Member,
            Key = body.Key,
            Operation = body.Operation,
            Asset = body.Asset,
            Amount = body.Amount ?? body.Quantity!.Value,
            Per = body.Per,
        });
        await Reply.AccountAsync(http, engine, account, answer);
    }
}
