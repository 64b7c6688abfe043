// Asks the tests of the ledger about each change that Stryker has made. Stryker starts a process for every change, which
// costs seconds of compiling; here one process runs them all, since Stryker's changes are branches that are switched on by
// number. What a process can run once only, as what fills a static field, gets a process of its own.
//
//   dotnet run judge.cs <folder of the changed build> <report> [folders]   writes the verdicts into Stryker's report
#:property PublishAot=false
#:property JsonSerializerIsReflectionEnabledByDefault=true
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json.Nodes;
using Holdfast.Mutation;

return args switch
{
    [var bin, var reach, "look"] => new Court(bin, reach, "").Look(),
    [var bin, var reach, var verdicts, "of", var ids] => new Court(bin, reach, verdicts).Judge([.. Judging.Numbers(ids)]),
    [var bin, var reach, var verdicts, "alone", var id] => new Court(bin, reach, verdicts).JudgeAlone(Judging.Number(id)),
    [var bin, var report, .. var folders] => Judging.All(bin, report, folders),
    _ => throw new ArgumentException("the folder of the changed build, and the report"),
};

/// <summary>Hands the changes to processes, and starts another where one ends before its time.</summary>
internal static class Judging
{
    private const int AtOnce = 2;

    internal static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    internal static IEnumerable<int> Numbers(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number);

    internal static int All(string bin, string reportPath, string[] folders)
    {
        var report = JsonNode.Parse(File.ReadAllText(reportPath))!;
        var mutants = (from file in report["files"]!.AsObject()
                       where folders.Length == 0 || folders.Contains(Folder(Path.GetRelativePath((string)report["projectRoot"]!, file.Key)))
                       from mutant in file.Value!["mutants"]!.AsArray()
                       where (string)mutant!["status"]! is not ("CompileError" or "Ignored")
                       select mutant).ToDictionary(mutant => Number((string)mutant["id"]!));
        var verdicts = new ConcurrentDictionary<int, string[]>();
        Child(bin, reportPath + ".reach", "look");
        Parallel.For(0, AtOnce, part => Some(bin, reportPath, $"{reportPath}.{part}", [.. mutants.Keys.Order().Where(id => id % AtOnce == part)], verdicts));

        foreach (var (id, mutant) in mutants)
        {
            mutant["status"] = verdicts[id][0];
            mutant["statusReason"] = verdicts[id][1];
        }

        File.WriteAllText(reportPath, report.ToJsonString());
        return 0;
    }

    private static string Folder(string source) => source.Split('/') is [var folder, _, ..] ? folder : "Root";

    private static void Some(string bin, string reportPath, string path, int[] ids, ConcurrentDictionary<int, string[]> verdicts)
    {
        File.WriteAllText(path, "");
        while (ids.Where(id => !verdicts.ContainsKey(id)).ToArray() is { Length: > 0 } left)
        {
            Child(bin, reportPath + ".reach", path, "of", string.Join(',', left));
            Read();
        }

        foreach (var id in ids.Where(id => verdicts[id][0] == "Alone"))
        {
            Child(bin, reportPath + ".reach", path, "alone", $"{id}");
            Read();
        }

        // A change that was begun and has no verdict has brought the process down.
        void Read()
        {
            foreach (var line in File.ReadAllLines(path).Select(line => line.Split('\t')))
                verdicts[Number(line[0])] = line[1] == "Begun" ? ["Killed", "the process ended"] : line[1..];
        }
    }

    private static void Child(params string[] arguments)
    {
        using var child = Process.Start(Environment.ProcessPath!, Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? [Environment.GetCommandLineArgs()[0], .. arguments] : arguments);
        child.WaitForExit();
    }
}

/// <summary>The tests, in the process of a changed build.</summary>
internal sealed class Court
{
    private readonly string reach, verdicts;
    private readonly FieldInfo active, capture;
    private readonly MethodInfo coverage;
    private readonly Assembly tests;
    private readonly Process process = Process.GetCurrentProcess();
    private readonly BlockingCollection<Action> work = [];

    internal Court(string bin, string reach, string verdicts)
    {
        (this.reach, this.verdicts) = (reach, verdicts);
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(bin, name.Name + ".dll") is var path && File.Exists(path) ? context.LoadFromAssemblyPath(Path.GetFullPath(path)) : null;
        var control = Assembly.Load("Holdfast.Ledger").GetTypes().Single(type => type.Name == "MutantControl");
        (active, capture) = (control.GetField("ActiveMutant")!, control.GetField("CaptureCoverage")!);
        coverage = control.GetMethod("GetCoverageData")!;
        tests = Assembly.Load("Holdfast.Ledger.Tests");
        new Thread(() => { foreach (var each in work.GetConsumingEnumerable()) each(); }) { IsBackground = true }.Start();
    }

    /// <summary>Finds out which changes each case reaches, and what the first run reaches only once.</summary>
    internal int Look()
    {
        active.SetValue(null, -1);
        var cases = Case.All(tests).ToArray();
        var once = cases.SelectMany(each => Covered(each, TimeSpan.FromSeconds(0.2))).ToHashSet();
        File.WriteAllLines(reach, [string.Join(',', once), .. cases.Select(each => string.Join(',', Covered(each, TimeSpan.FromSeconds(1))) + $"\t{each.Cost.Ticks}")]);
        return 0;
    }

    private Case[] Known(out HashSet<int> once, out ILookup<int, Case> reached)
    {
        var (cases, lines) = (Case.All(tests).ToArray(), File.ReadAllLines(reach));
        once = [.. Judging.Numbers(lines[0])];
        var found = cases.Zip(lines.Skip(1).Select(line => line.Split('\t'))).ToArray();
        foreach (var (each, line) in found) each.Cost = new(long.Parse(line[1], CultureInfo.InvariantCulture));
        reached = (from pair in found orderby pair.First.Cost from id in Judging.Numbers(pair.Second[0]) select (pair.First, id)).ToLookup(pair => pair.id, pair => pair.First);
        return cases;
    }

    /// <summary>Judges changes one after the other. Returns early when what a change has left behind makes a test fail without it.</summary>
    internal int Judge(int[] ids)
    {
        active.SetValue(null, -1);
        if (Known(out var once, out var reached).FirstOrDefault(each => !Passes(each, -1)) is { } broken) throw new InvalidOperationException($"{broken.Name} fails without any change");
        foreach (var id in ids)
        {
            if (!reached.Contains(id))
            {
                Say(id, once.Contains(id) ? "Alone" : "NoCoverage", "");
                continue;
            }

            Say(id, "Begun", "");
            if (reached[id].FirstOrDefault(each => !Passes(each, id)) is not { } failed) Say(id, "Survived", "");
            else if (failed.IsEndless) Say(id, "Timeout", failed.Name);
            else if (Passes(failed, -1)) Say(id, "Killed", failed.Name);
            else
            {
                Say(id, "Alone", failed.Name);
                return 1;
            }
        }

        return 0;
    }

    /// <summary>Judges a change that is there from the beginning of the process on.</summary>
    internal int JudgeAlone(int id)
    {
        Say(id, "Begun", "");
        Case? failed = null;
        try
        {
            active.SetValue(null, id);
            failed = Known(out _, out _).OrderBy(each => each.Cost).FirstOrDefault(each => !Passes(each, id));
        }
        catch (Exception failure)
        {
            Say(id, "Killed", failure.GetType().Name);
            return 0;
        }

        Say(id, failed is null ? "Survived" : failed.IsEndless ? "Timeout" : "Killed", failed?.Name ?? "");
        return 0;
    }

    /// <summary>The changes that a case reaches. Looking takes far longer than running, so it ends some time after the beginning: what loops for long has been everywhere by then.</summary>
    private List<int> Covered(Case each, TimeSpan most)
    {
        var began = Spent;
        capture.SetValue(null, true);
        Passes(each, -1, () => { if (Spent > began + most) capture.SetValue(null, false); });
        capture.SetValue(null, false);
        each.Cost = Spent - began;
        return [.. ((IList<int>[])coverage.Invoke(null, null)!)[0]];
    }

    /// <summary>What the process has used of the processor.</summary>
    private TimeSpan Spent
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Runs a case with a change. It is endless when it uses ten times what it uses without one, and some seconds more; of the processor, since the machine may be busy.</summary>
    private bool Passes(Case each, int id, Action? meanwhile = null)
    {
        active.SetValue(null, id);
        each.IsEndless = false;
        var (failed, until) = (false, Spent + TimeSpan.FromSeconds(2) + 10 * each.Cost);
        using var ended = new ManualResetEventSlim();
        work.Add(() =>
        {
            failed = !each.Passes();
            ended.Set();
        });
        while (!ended.Wait(20))
        {
            meanwhile?.Invoke();
            if (meanwhile is not null || Spent < until) continue;
            if (each.IsEndless)
            {
                // It goes on even without the change, so the process is lost.
                Say(id, "Timeout", each.Name);
                Environment.Exit(1);
            }

            each.IsEndless = true;
            until += TimeSpan.FromSeconds(2);
            active.SetValue(null, -1);
        }

        active.SetValue(null, -1);
        return !failed && !each.IsEndless;
    }

    private void Say(int id, string verdict, string why) => File.AppendAllText(verdicts, $"{id}\t{verdict}\t{why}\n");
}

/// <summary>A test, or one row of it.</summary>
internal sealed class Case(MethodInfo method, object?[] row)
{
    internal string Name => $"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ", row)})";

    /// <summary>What it takes of the processor.</summary>
    internal TimeSpan Cost { get; set; }

    internal bool IsEndless { get; set; }

    /// <summary>All that are not marked as slow.</summary>
    internal static IEnumerable<Case> All(Assembly tests) =>
        from type in tests.GetExportedTypes()
        from method in type.GetMethods()
        let fact = method.GetCustomAttributes().FirstOrDefault(attribute => attribute.GetType().Name is "FactAttribute" or "TheoryAttribute")
        where fact is not null && !IsSlow(type) && !IsSlow(method)
        from row in fact.GetType().Name == "FactAttribute" ? [[]] : Rows(method)
        select new Case(method, row);

    internal bool Passes()
    {
        try
        {
            Run();
            return true;
        }
        catch (Exception)
        {
            // Whatever went wrong, the test has noticed.
            return false;
        }
    }

    private void Run()
    {
        var type = method.DeclaringType!;
        var test = Activator.CreateInstance(type, [.. type.GetConstructors()[0].GetParameters().Select(parameter => Silence.Of(parameter.ParameterType))]);
        method.Invoke(test, BindingFlags.DoNotWrapExceptions, null, [.. method.GetParameters().Select((parameter, at) => at < row.Length ? As(row[at], parameter.ParameterType) : parameter.DefaultValue)], null);
        (test as IDisposable)?.Dispose();
    }

    private static bool IsSlow(MemberInfo member) =>
        member.GetCustomAttributesData().Any(attribute => attribute.AttributeType.Name == "TraitAttribute" && attribute.ConstructorArguments[1].Value is "slow");

    private static IEnumerable<object?[]> Rows(MethodInfo method) =>
        from attribute in method.GetCustomAttributes()
        let data = attribute.GetType().GetMethod("GetData", [typeof(MethodInfo)])
        where data is not null
        from row in (IEnumerable<object?[]>)data.Invoke(attribute, [method])!
        select row;

    private static object? As(object? value, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return value is null || type.IsInstanceOfType(value) ? value
            : type.IsEnum ? Enum.ToObject(type, value)
            : Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
    }
}

namespace Holdfast.Mutation
{
    /// <summary>Takes what a test tells, and does nothing with it.</summary>
    public class Silence : DispatchProxy
    {
        internal static object Of(Type type) => typeof(DispatchProxy).GetMethod(nameof(Create), 2, [])!.MakeGenericMethod(type, typeof(Silence)).Invoke(null, null)!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => null;
    }
}
