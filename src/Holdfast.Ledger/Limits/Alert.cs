namespace Holdfast.Ledger;

/// <summary>
/// What an entry has led to that somebody should hear of: so much of a limit is used, or so little is available. It is told by
/// the entry that leads there, and not again until it has gone back.
/// </summary>
/// <param name="Limit">As a refusal names it, see <see cref="Lack.Limit"/>.</param>
/// <param name="Left">What the limit has left after the entry; zero where it was lowered further.</param>
/// <param name="Percent">How much of the limit is used or held at least; zero for what is available.</param>
/// <param name="Below">What is available has fallen below this; null for a limit.</param>
public readonly record struct Alert(string Limit, Amount Left, int Percent = 0, Amount? Below = null);
