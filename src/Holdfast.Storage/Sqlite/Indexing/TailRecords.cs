using System.Buffers.Binary;

namespace Holdfast.Storage.Sqlite;

/// <summary>A frozen tail as the sorted blocks that a checkpoint writes.</summary>
internal static class TailRecords
{
    public static List<byte[]> Entries(Tail tail)
    {
        var builder = new BlockBuilder(Run.RecordBytes(RunKind.Entry));
        Span<byte> record = stackalloc byte[Run.RecordBytes(RunKind.Entry)];
        var accounts = tail.Accounts.Select(pair => (Key: BinaryPrimitives.ReadUInt128BigEndian(Ids.Bytes(pair.Key)), Account: pair.Value)).ToArray();
        Array.Sort(accounts, (a, b) => a.Key.CompareTo(b.Key));
        foreach (var (key, account) in accounts)
        {
            BinaryPrimitives.WriteUInt128BigEndian(record, key);
            for (var seq = account.SeqFirst; seq <= account.SeqLast; seq++)
            {
                Ids.Write(seq, record[Ids.AccountBytes..]);
                Ids.Write(tail.PositionFirst + account.Offset(seq), record[(Ids.AccountBytes + 8)..]);
                builder.Add(record);
            }
        }

        builder.Flush();
        return builder.Blocks;
    }

    /// <param name="sorted">Hash and position, from <see cref="ReferenceTable.Sorted"/>.</param>
    public static List<byte[]> References(UInt128[] sorted)
    {
        var builder = new BlockBuilder(Run.RecordBytes(RunKind.Reference));
        Span<byte> record = stackalloc byte[Run.RecordBytes(RunKind.Reference)];
        foreach (var pair in sorted)
        {
            BinaryPrimitives.WriteUInt128BigEndian(record, pair);
            builder.Add(record);
        }

        builder.Flush();
        return builder.Blocks;
    }
}
