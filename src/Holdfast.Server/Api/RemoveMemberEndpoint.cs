using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>DELETE /ledger/v1/accounts/{account}/members/{member}: his keys are revoked and his limits go in the same step.</summary>
internal static class RemoveMemberEndpoint
{
    internal static void Map(NativeRoutes api) => api.Delete("/accounts/{account}/members/{member}", "Takes a person out of the account, and revokes his keys", HandleAsync)
        .Gives<AccountShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var answer = await http.ExecuteAsync(engine, account, new RemoveMember { CallerId = http.IdempotencyId(), Member = http.Name("member") });
        await Reply.AccountAsync(http, engine, account, answer);
    }
}
