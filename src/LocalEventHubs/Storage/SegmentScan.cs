using Microsoft.Data.Sqlite;

namespace ModelData.LocalEventHubs.Storage;

/// <summary>
/// Reads what a segment of an earlier run holds, and checks it without reading the events: the blocks of a partition follow one
/// another, and their events are as long as they should be.
/// </summary>
internal static class SegmentScan
{
    /// <summary>Where the partitions end.</summary>
    /// <param name="connection">The segment.</param>
    /// <param name="path">Its file.</param>
    /// <param name="bases">Where they begin.</param>
    /// <param name="pool">For blocks that are looked at.</param>
    /// <exception cref="DamagedLogException">Something is missing.</exception>
    public static PartitionEnd[] FindEnds(
        SqliteConnection connection,
        string path,
        PartitionEnd[] bases,
        BlockPool pool
    )
    {
        PartitionEnd[] ends = [.. bases];
        long beside = PayloadFile.GetLength(path);
        using var rows = new SqliteStatement(
            connection,
            $"select {SegmentSchema.GetRowColumns(connection)}, length(payload) from block order by id"
        );
        while (rows.Step())
        {
            StoredRow row = StoredRow.Read(rows, path);
            int partition = SegmentSchema.ToPartition(row.Id);
            if (row.Directory.IsEmpty || partition >= ends.Length)
            {
                throw Damaged(path, "names a block that cannot be.");
            }

            var block = new EventBlock(
                partition,
                SegmentSchema.ToFirstSequence(row.Id),
                row.FirstOffset,
                row.FirstTime,
                row.Directory.ToArray(),
                pool
            );
            if (block.FirstSequence != ends[partition].NextSequence)
            {
                throw Damaged(path, $"lacks the events from {ends[partition].NextSequence} on.");
            }

            if (row.Place is { } place ? place + block.PayloadBytes > beside : rows.GetLong(7) != block.PayloadBytes)
            {
                string file = row.Place is null ? path : PayloadFile.GetPath(path);
                throw Damaged(file, $"ends before the events from {block.FirstSequence} on.");
            }

            ends[partition] = PartitionEnd.After(block);
        }

        return ends;
    }

    private static DamagedLogException Damaged(string path, string what) =>
        new(Path.GetDirectoryName(path)!, $"'{path}' {what}");
}
