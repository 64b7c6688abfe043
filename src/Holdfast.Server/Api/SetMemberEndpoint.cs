using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>PUT /ledger/v1/accounts/{account}/members/{member}: the whole of what is known of a person; what is absent is not known.</summary>
internal static class SetMemberEndpoint
{
    public sealed record Body(Role Role, string? Name = null, string? Email = null);

    internal static void Map(NativeRoutes api) => api.Put("/accounts/{account}/members/{member}", "Takes a person into the account, or changes his role", HandleAsync)
        .Takes<Body>().Gives<AccountShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var member = http.Name("member");
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.SetMember);
        var answer = await http.ExecuteAsync(engine, account, new SetMember
        {
            CallerId = http.IdempotencyId(),
            Member = member,
            Role = body.Role,
            Name = body.Name,
            Email = body.Email,
        });
        await Reply.AccountAsync(http, engine, account, answer);
    }
}
