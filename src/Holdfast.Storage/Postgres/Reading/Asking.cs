using Npgsql;

namespace Holdfast.Storage.Postgres;

/// <summary>Short words for a statement and its parameters, which are the numbered ones in order.</summary>
internal static class Asking
{
    public static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params NpgsqlParameter[] parameters)
    {
#pragma warning disable CA2100 // The texts are the program's own.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.Parameters.AddRange(parameters);
        return command;
    }

    public static NpgsqlParameter Of<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    /// <summary>A text that may be absent.</summary>
    public static NpgsqlParameter OfText(string? value) => new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text };

    public static NpgsqlParameter Column<TItem, T>(IEnumerable<TItem> items, Func<TItem, T> column) => new NpgsqlParameter<T[]> { TypedValue = [.. items.Select(column)] };

    /// <summary>The first value of the first row; null where there is no row.</summary>
    public static async Task<object?> ValueAsync(this NpgsqlCommand command, CancellationToken cancel)
    {
        await using (command) return await command.ExecuteScalarAsync(cancel);
    }

    public static async Task<List<T>> ListAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> row, CancellationToken cancel)
    {
        await using (command)
        {
            await using var found = await command.ExecuteReaderAsync(cancel);
            var rows = new List<T>();
            while (await found.ReadAsync(cancel)) rows.Add(row(found));
            return rows;
        }
    }

    /// <returns>Rows that were written.</returns>
    public static async Task<int> WriteAsync(this NpgsqlCommand command, CancellationToken cancel)
    {
        await using (command) return await command.ExecuteNonQueryAsync(cancel);
    }
}
