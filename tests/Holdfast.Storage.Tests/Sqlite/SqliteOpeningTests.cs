using Holdfast.Engine;
using Holdfast.Storage.Sqlite;

namespace Holdfast.Storage.Tests;

public sealed class SqliteOpeningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Store => _folder.File("holdfast.db");

    public void Dispose() => _folder.Dispose();

    private static async Task<SqliteJournal> OpenAsync(string path) => await SqliteJournal.OpenAsync(path, new(), CancellationToken.None);

    private static async Task<string> RefusalAsync(string path) =>
        (await Assert.ThrowsAsync<JournalUnusableException>(() => OpenAsync(path))).Message;

    /// <summary>Makes a store with an entry in it and closes it.</summary>
    private async Task MakeAsync()
    {
        await using var journal = await OpenAsync(Store);
        await journal.AppendAsync(0, Rows.Writes(Rows.Account(1), 1, 100), CancellationToken.None);
    }

    private static async Task RefusesAndLeavesAsItWasAsync(string path, params string[] words)
    {
        var before = await File.ReadAllBytesAsync(path);
        var message = await RefusalAsync(path);
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        foreach (var word in words) Assert.Contains(word, message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task A_missing_folder_is_made()
    {
        await using var journal = await OpenAsync(_folder.File("a/b/holdfast.db"));
        Assert.True(File.Exists(_folder.File("a/b/holdfast.db")));
    }

    [Fact]
    public async Task A_clean_stop_leaves_the_file_and_its_lock_and_nothing_else()
    {
        await MakeAsync();
        Assert.Equal(["holdfast.db", "holdfast.db-lock"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_store_is_open_once_at_a_time()
    {
        await using (await OpenAsync(Store))
        {
            Assert.Contains("in use by another Holdfast", await RefusalAsync(Store), StringComparison.Ordinal);
        }

        await using var again = await OpenAsync(Store);
        await again.PingAsync(CancellationToken.None);
    }

    [Fact]
    public async Task An_empty_file_becomes_a_store()
    {
        await File.WriteAllBytesAsync(Store, []);
        await using var journal = await OpenAsync(Store);
        await journal.PingAsync(CancellationToken.None);
    }

    /// <summary>Guarantees that a mistyped name is said to be one, and is not proved to be a store in good order.</summary>
    [Fact]
    public async Task What_must_exist_is_not_made()
    {
        var missing = _folder.File("a/missing.db");
        var refused = await Assert.ThrowsAsync<JournalUnusableException>(async () => await StorageSetting.OpenExistingAsync("sqlite:" + missing, CancellationToken.None));
        Assert.Equal($"There is no store at {missing}.", refused.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));

        await File.WriteAllBytesAsync(Store, []);
        refused = await Assert.ThrowsAsync<JournalUnusableException>(async () => await StorageSetting.OpenExistingAsync("sqlite:" + Store, CancellationToken.None));
        Assert.Equal($"{Store} is empty: there is no store in it.", refused.Message);
        Assert.Equal(0, new FileInfo(Store).Length);

        File.Delete(Store);
        await MakeAsync();
        await using var journal = await StorageSetting.OpenExistingAsync("sqlite:" + Store, CancellationToken.None);
        await journal.PingAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        await File.WriteAllTextAsync(Store, string.Join('\n', Enumerable.Repeat("Dear diary, today I earned 5 credits.", 100)));
        await RefusesAndLeavesAsItWasAsync(Store, "not a SQLite database");

        // A refusal holds nothing: the operator may put things right and try again.
        File.Delete(Store);
        await MakeAsync();
    }

    [Fact]
    public async Task The_database_of_another_program_is_refused()
    {
        StoreTampering.Execute(Store, "CREATE TABLE photos (name TEXT)");
        await RefusesAndLeavesAsItWasAsync(Store, "another program");

        File.Delete(Store);
        StoreTampering.Execute(Store, "PRAGMA application_id = 77; PRAGMA user_version = 1");
        await RefusesAndLeavesAsItWasAsync(Store, "another program");
    }

    [Fact]
    public async Task A_newer_schema_is_refused()
    {
        await MakeAsync();
        StoreTampering.Execute(Store, "PRAGMA user_version = 999");
        await RefusesAndLeavesAsItWasAsync(Store, "newer Holdfast", "999");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public async Task A_file_that_was_cut_off_is_refused(int pages)
    {
        await MakeAsync();
        using (var file = File.OpenWrite(Store)) file.SetLength(file.Length - pages * 8192);
        await RefusesAndLeavesAsItWasAsync(Store, "damaged");
    }

    [Fact]
    public async Task A_file_with_an_overwritten_beginning_is_refused()
    {
        await MakeAsync();
        using (var file = File.OpenWrite(Store))
        {
            file.Position = 100;
            file.Write(new byte[5000].Select((_, i) => (byte)(i * 31 % 251)).ToArray());
        }

        await RefusesAndLeavesAsItWasAsync(Store, "damaged");
    }

    [Fact]
    public async Task A_store_without_its_tables_is_refused()
    {
        await MakeAsync();
        StoreTampering.Execute(Store, "DELETE FROM index_state");
        await RefusesAndLeavesAsItWasAsync(Store, "damaged");
        StoreTampering.Execute(Store, "DROP TABLE journal");
        await RefusesAndLeavesAsItWasAsync(Store);
    }

    [Fact]
    public async Task A_folder_is_refused() => Assert.Contains("is a folder", await RefusalAsync(_folder.Path), StringComparison.Ordinal);

    [Fact]
    public async Task A_path_through_a_file_is_refused()
    {
        await File.WriteAllTextAsync(_folder.File("file"), "");
        Assert.Contains("cannot be made", await RefusalAsync(_folder.File("file/holdfast.db")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_only_folder_is_refused()
    {
        await using var disk = new SmallDisk();
        if (await disk.MountAsync("8m"))
        {
            await (await OpenAsync(disk.File("holdfast.db"))).DisposeAsync();
            Assert.True(await disk.MakeReadOnlyAsync());
            await RefusesAndLeavesAsItWasAsync(disk.File("holdfast.db"), "cannot be written to");
            Assert.Contains("cannot be written to", await RefusalAsync(disk.File("other.db")), StringComparison.Ordinal);
        }
        else if (!Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            await MakeAsync();
            File.SetUnixFileMode(Store, UnixFileMode.UserRead);
            await RefusesAndLeavesAsItWasAsync(Store, "read-only");
        }
    }

    [Fact]
    public async Task A_full_disk_at_the_start_is_refused()
    {
        await using var disk = new SmallDisk();
        if (!await disk.MountAsync("4m")) return;
        await (await OpenAsync(disk.File("old.db"))).DisposeAsync();
        var ballast = disk.Fill();

        // Which of the two SQLite says depends on the file that it could not make longer.
        Assert.Matches("no space left|may be full", await RefusalAsync(disk.File("new.db")));
        Assert.Matches("no space left|may be full", await RefusalAsync(disk.File("old.db")));

        File.Delete(ballast);
        await (await OpenAsync(disk.File("old.db"))).DisposeAsync();
    }

    [Fact]
    public void The_schema_goes_up_down_and_up_again()
    {
        using var connection = new NativeConnection(Store);
        Migrations.Apply(connection, 0, Migrations.Newest);
        Assert.Equal(Migrations.Newest, connection.Number("PRAGMA user_version"));
        Migrations.Apply(connection, Migrations.Newest, 0);
        Assert.Equal(0, connection.Number("SELECT count(*) FROM sqlite_schema"));
        Migrations.Apply(connection, 0, Migrations.Newest);
        Assert.Equal(0, connection.Number("SELECT position FROM index_state"));
    }
}

public sealed class StorageSettingTests
{
    [Theory]
    [InlineData("")]
    [InlineData("sqlite")]
    [InlineData("sqlite:")]
    [InlineData("sqlite::memory:")]
    [InlineData("/var/lib/holdfast.db")]
    public async Task A_setting_that_names_no_store_is_refused_in_a_sentence(string setting)
    {
        var refusal = await Assert.ThrowsAsync<JournalUnusableException>(async () => await StorageSetting.OpenAsync(setting, CancellationToken.None));
        Assert.Contains("sqlite:<path>", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_setting_keeps_its_password_to_itself()
    {
        var refusal = await Assert.ThrowsAsync<JournalUnusableException>(async () => await StorageSetting.OpenAsync("mysql:Password=hunter2", CancellationToken.None));
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
    }
}
