using Holdfast.Ledger;

namespace Holdfast.Server.Dialects;

/// <summary>
/// How many requests of one account are answered at once: the section of a dialect may name a slot as
/// <c>requests_at_once</c>, and the places that the account's plan has in it are the bound, on each node.
/// </summary>
internal static class AtOnce
{
    internal const string Field = "requests_at_once";

    /// <summary>The slot that a dialect names; null where it has no bound.</summary>
    internal static string? Slot(Catalogue catalogue, string dialect) =>
        catalogue.Dialects.TryGetValue(dialect, out var section) && section.TryGetValue(Field, out var slot) ? slot : null;

    internal static IEnumerable<string> Objections(Catalogue catalogue)
    {
        foreach (var dialect in catalogue.Dialects.Keys.Order(StringComparer.Ordinal))
        {
            if (Slot(catalogue, dialect) is not { } slot) continue;
            if (!catalogue.Slots.ContainsKey(slot)) yield return $"dialects: {dialect} names the slot {slot}, which there is not";

            // Nobody could even ask how he stands.
            foreach (var plan in catalogue.Plans.Values.Where(plan => plan.Slots.GetValueOrDefault(slot) == 0).OrderBy(plan => plan.Name, StringComparer.Ordinal))
                yield return $"dialects: {dialect} bounds requests by the slot {slot}, so plan {plan.Name} needs a place in it";
        }
    }
}
