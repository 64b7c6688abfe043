using Npgsql;
using NpgsqlTypes;

namespace Holdfast.Storage.Postgres;

/// <summary>A statement that takes its rows as one array for each column, filled anew for each batch.</summary>
internal abstract class ColumnStatement(string sql)
{
    protected NpgsqlBatchCommand Command { get; } = new(sql);

    /// <summary>The statement, filled.</summary>
    public NpgsqlBatchCommand Filled => Command;

    protected List<T> Column<T>(NpgsqlDbType? type = null)
    {
        var column = new List<T>();
        var parameter = new NpgsqlParameter<List<T>> { TypedValue = column };
        if (type is { } named) parameter.NpgsqlDbType = NpgsqlDbType.Array | named;
        Command.Parameters.Add(parameter);
        return column;
    }

    protected NpgsqlParameter<T> Value<T>()
    {
        var parameter = new NpgsqlParameter<T>();
        Command.Parameters.Add(parameter);
        return parameter;
    }
}
