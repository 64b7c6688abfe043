using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Holdfast.Storage.Tests;

/// <summary>What somebody, or a failing disk, may do to a store while nobody has it open.</summary>
internal static class StoreTampering
{
    public static void Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The test's own words.
        command.CommandText = "DROP TRIGGER IF EXISTS journal_is_never_changed; DROP TRIGGER IF EXISTS journal_is_never_shortened; " + sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>The files of a store as they are on disk at this moment, which is what a crash would leave.</summary>
    public static void CopyAsAfterACrash(string from, string to)
    {
        foreach (var suffix in new[] { "", "-wal" })
        {
            if (File.Exists(from + suffix)) File.Copy(from + suffix, to + suffix);
        }
    }

    /// <summary>True when a program ran and succeeded.</summary>
    public static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}

/// <summary>A small disk in memory, where the machine lets the test make one: that takes root.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private bool _isMounted;

    public string Path => _folder.Path;

    public string File(string name) => _folder.File(name);

    public async Task<bool> MountAsync(string size) => _isMounted = Environment.IsPrivilegedProcess && await StoreTampering.RunAsync("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", _folder.Path);

    /// <summary>Lets whoever owns another folder write here.</summary>
    public Task<bool> GiveToOwnerOfAsync(string folder) => StoreTampering.RunAsync("chown", "--reference", folder, _folder.Path);

    public Task<bool> MakeReadOnlyAsync() => StoreTampering.RunAsync("mount", "-o", "remount,ro", _folder.Path);

    /// <summary>Takes all the space that is left, until the file is deleted.</summary>
    public string Fill()
    {
        var path = File("ballast");
        var chunk = new byte[4096];
        using var ballast = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true) ballast.Write(chunk);
        }
        catch (IOException)
        {
            return path;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isMounted) await StoreTampering.RunAsync("umount", _folder.Path);
        _folder.Dispose();
    }
}
