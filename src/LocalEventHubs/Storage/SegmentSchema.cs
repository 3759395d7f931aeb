using System.Globalization;
using Microsoft.Data.Sqlite;

namespace ModelData.LocalEventHubs.Storage;

/// <summary>The tables of a segment file and how its connections are set up.</summary>
internal static class SegmentSchema
{
    /// <summary>The columns that <see cref="StoredRow"/> reads.</summary>
    public const string RowColumns = "id, first_offset, first_time, directory, place, row_check, payload_check";

    private const int SequenceBits = 48;

    // Of the first version: blocks without checksums.
    private const string OldRowColumns = "id, first_offset, first_time, directory, place, null, null";
    private const int Version = 2;

    public static SqliteConnection Open(string path, bool create, bool synchronous)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Pooling = false,
                Mode = create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            }.ToString()
        );
        try
        {
            connection.Open();
            // Closing must not copy the log into the database: the next start reads the log as it is.
            SQLitePCL.raw.sqlite3_db_config(
                connection.Handle!,
                SQLitePCL.raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE,
                1,
                out _
            );
            Execute(
                connection,
                $"""
                pragma journal_mode = wal;
                pragma wal_autocheckpoint = 0;
                pragma synchronous = {(synchronous ? "full" : "normal")};
                pragma busy_timeout = 10000;
                """
            );
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static void CreateTables(SqliteConnection connection, IReadOnlyList<PartitionEnd> ends)
    {
        using SqliteTransaction transaction = connection.BeginTransaction();
        Execute(
            connection,
            $"""
            pragma user_version = {Version};
            create table partition_base (
                partition integer primary key,
                next_sequence integer not null, next_offset integer not null,
                last_offset integer not null, last_time integer not null);
            create table block (
                id integer primary key,
                first_offset integer not null, first_time integer not null,
                directory blob not null, place integer,
                row_check integer not null, payload_check integer not null, payload blob);
            """
        );
        for (int i = 0; i < ends.Count; i++)
        {
            PartitionEnd end = ends[i];
            Execute(
                connection,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"insert into partition_base values ({i}, {end.NextSequence}, {end.NextOffset}, {end.LastOffset}, {end.LastTime})"
                )
            );
        }

        transaction.Commit();
    }

    /// <summary>Whether the blocks of a segment have checksums, and the log that it belongs to a record of what was acknowledged.</summary>
    public static bool IsChecked(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "pragma user_version";
        return (long)command.ExecuteScalar()! >= Version;
    }

    /// <summary><see cref="RowColumns"/>, as far as a segment has them.</summary>
    public static string GetRowColumns(SqliteConnection connection) =>
        IsChecked(connection) ? RowColumns : OldRowColumns;

    public static int ToPartition(long blockId) => (int)(blockId >> SequenceBits);

    public static long ToBlockId(int partition, long firstSequence) =>
        ((long)partition << SequenceBits) | firstSequence;

    public static long ToFirstSequence(long blockId) => blockId & ((1L << SequenceBits) - 1);

    public static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
