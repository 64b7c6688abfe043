using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace Holdfast.Ledger.Tests;

/// <summary>
/// A copy of something that changes, with all it consists of: lists, dictionaries and the tests' own classes are copied, each
/// once, so that what was one object in two places is one again; what never changes is shared.
/// </summary>
internal sealed class GraphCopy
{
    private static readonly ConcurrentDictionary<Type, bool> Shared = new();
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Fields = new();
    private static readonly ConcurrentDictionary<Type, ConstructorInvoker> Filled = new();
    private static readonly MethodInvoker Clone = MethodInvoker.Create(typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!);

    private readonly Dictionary<object, object> copies = new(ReferenceEqualityComparer.Instance);

    private GraphCopy()
    {
    }

    public static T Of<T>(T original) where T : class => (T)new GraphCopy().Copied(original)!;

    private object? Copied(object? original)
    {
        if (original is null || IsShared(original.GetType())) return original;
        if (copies.TryGetValue(original, out var known)) return known;
        return original switch
        {
            ICollection collection when original.GetType().GenericTypeArguments.All(IsShared) => copies[collection] = Filled.GetOrAdd(collection.GetType(), FilledOf).Invoke(collection),
            IList list => CopiedItems(list),
            IDictionary dictionary => CopiedKeys(dictionary),
            _ => CopiedFields(original),
        };
    }

    /// <summary>The constructor that fills a list or a dictionary from another one.</summary>
    private static ConstructorInvoker FilledOf(Type type) => ConstructorInvoker.Create(type.GetConstructors().First(constructor =>
        constructor.GetParameters() is [{ ParameterType.IsGenericType: true } only] && only.ParameterType.IsAssignableFrom(type)));

    private object CopiedItems(IList list)
    {
        var type = list.GetType();
        var copy = (IList)Activator.CreateInstance(type)!;
        copies[list] = copy;
        foreach (var item in list) copy.Add(Copied(item));
        return copy;
    }

    private object CopiedKeys(IDictionary dictionary)
    {
        var type = dictionary.GetType();
        var copy = (IDictionary)Activator.CreateInstance(type)!;
        copies[dictionary] = copy;
        foreach (DictionaryEntry item in dictionary) copy.Add(Copied(item.Key)!, Copied(item.Value));
        return copy;
    }

    private object CopiedFields(object original)
    {
        var copy = Clone.Invoke(original)!;
        copies[original] = copy;
        foreach (var field in FieldsOf(original.GetType())) field.SetValue(copy, Copied(field.GetValue(original)));
        return copy;
    }

    /// <summary>The fields that may hold something that changes.</summary>
    private static FieldInfo[] FieldsOf(Type type) => Fields.GetOrAdd(type, static type =>
        [.. type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(field => field.FieldType == typeof(object) || !IsShared(field.FieldType))]);

    /// <summary>Whether values of a type never change: all but collections, tuples of what changes, and the tests' own classes.</summary>
    private static bool IsShared(Type type) => Shared.GetOrAdd(type, static type =>
        type.Assembly == typeof(GraphCopy).Assembly && type is { IsEnum: false, IsValueType: false } ? type.GetMethod("<Clone>$") is not null
        : typeof(IList).IsAssignableFrom(type) && type.IsClass || typeof(IDictionary).IsAssignableFrom(type) && type.Namespace == "System.Collections.Generic" ? false
        : type.Namespace != "System" || !type.IsGenericType || type.GenericTypeArguments.All(IsShared));
}
