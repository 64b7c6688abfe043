using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using Xunit.Sdk;

namespace Holdfast.Ledger.Tests;

/// <summary>Compares two values by all they contain: records member by member, collections item by item, in order.</summary>
internal static class Difference
{
    private static readonly ConcurrentDictionary<Type, (string Name, Func<object, object?> Value)[]> Members = new();

    /// <summary>Throws with the path to the first difference.</summary>
    public static void None(object? expected, object? actual, string what)
    {
        if (Find(expected, actual, "") is { } found) throw new XunitException($"{what} is not the same: {found}");
    }

    /// <summary>Where the two first differ and how; null when they do not.</summary>
    public static string? Find(object? a, object? b, string path)
    {
        // Records that call themselves equal are; those that do not may still hold lists of the same things.
        if (Equals(a, b)) return null;
        if (a is null || b is null || a.GetType() != b.GetType()) return Told();
        if (a is IEnumerable items and not string) return Find(items, (IEnumerable)b, path);
        if (MembersOf(a.GetType()) is not { Length: > 0 } members) return a.Equals(b) ? null : Told();
        foreach (var (name, value) in members)
            if (Find(value(a), value(b), $"{path}.{name}") is { } found) return found;
        return null;

        string Told() => $"{path} is {a ?? "null"} and {b ?? "null"}";
    }

    private static string? Find(IEnumerable a, IEnumerable b, string path)
    {
        var (left, right) = (a.Cast<object>().ToArray(), b.Cast<object>().ToArray());
        if (left.Length != right.Length) return $"{path} has {left.Length} and {right.Length} items: {string.Join("; ", left)} and {string.Join("; ", right)}";
        for (var at = 0; at < left.Length; at++)
            if (Find(left[at], right[at], $"{path}[{at}]") is { } found) return found;
        return null;
    }

    /// <summary>What the ledger's own types consist of; nothing for those of the platform, which compare themselves.</summary>
    private static (string Name, Func<object, object?> Value)[] MembersOf(Type type) => Members.GetOrAdd(type, static type =>
        type.IsEnum || (type.Assembly != typeof(Command).Assembly && !type.Name.StartsWith("KeyValuePair", StringComparison.Ordinal))
            ? []
            : [.. from field in Fields(type) select (field.Name, (Func<object, object?>)field.GetValue)]);

    private static IEnumerable<FieldInfo> Fields(Type? type) => type is null || type == typeof(object)
        ? []
        : type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Concat(Fields(type.BaseType));
}
