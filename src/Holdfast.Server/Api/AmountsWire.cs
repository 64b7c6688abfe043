using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>An amount with its asset on the wire: <c>{"eur":"0.05"}</c>.</summary>
internal static class AmountsWire
{
    /// <exception cref="FailureException">There is not exactly one asset.</exception>
    internal static AssetAmount? One(Dictionary<string, Amount>? amount) => amount switch
    {
        null => null,
        { Count: 1 } => new(amount.Single().Key, amount.Single().Value),
        _ => throw new FailureException(Failure.Of(Fault.FieldInvalid, "amount: an object with one asset, such as {\"eur\":\"0.05\"}.", "amount")),
    };
}
