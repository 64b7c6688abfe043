using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>
/// Dry runs: <c>?dry_run=true</c> on a call that changes something tells what it would do, and nothing is done. This is the one
/// place through which endpoints have a command done.
/// </summary>
internal static class DryRun
{
    /// <summary>The query parameter, and the member of the answer.</summary>
    internal const string Name = "dry_run";

    /// <exception cref="FailureException">The caller says neither true nor false.</exception>
    internal static bool IsDryRun(this HttpContext http) => http.Request.QueryString.HasValue && http.Flag(Name);

    /// <summary>Has a command done, or foreseen.</summary>
    /// <param name="dryRun">True where the body asks for a dry run.</param>
    internal static ValueTask<Answer> ExecuteAsync(this HttpContext http, AccountEngine engine, AccountId account, Command command, bool dryRun = false) =>
        dryRun || http.IsDryRun() ? ForeseeAsync(http, engine, account, command) : engine.ExecuteAsync(account, command, http.RequestAborted);

    /// <summary>What the call would do; null where it is no dry run.</summary>
    internal static Foresight? Foresight(this HttpContext http) => http.Features.Get<Foresight>();

    private static async ValueTask<Answer> ForeseeAsync(HttpContext http, AccountEngine engine, AccountId account, Command command)
    {
        var answer = await engine.ForeseeAsync(account, command, http.RequestAborted);
        http.Features.Set(answer.Foresight);
        return answer;
    }
}
