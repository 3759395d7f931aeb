using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Microsoft.Data.Sqlite;
using ModelData.LocalEventHubs.Storage;

namespace ModelData.LocalEventHubs.Broker;

/// <summary>What is remembered about a hub beside its events: when it was created, how many partitions and how many logs it has.</summary>
internal static class HubStore
{
    private const string FileName = "hub.db";
    private const string LogPrefix = "log";
    private const string DeletedPrefix = ".deleted-";

    /// <summary>The folder of a hub. Names are checked before, and compare ignoring case.</summary>
    public static string GetFolder(string dataDirectory, string hubName) =>
        Path.Combine(dataDirectory, hubName.ToLowerInvariant());

    /// <summary>The folder of one of its logs.</summary>
    public static string GetLogFolder(string folder, int index) =>
        Path.Combine(folder, LogPrefix + index.ToString(CultureInfo.InvariantCulture));

    /// <summary>Reads what is remembered, or creates the hub.</summary>
    /// <exception cref="InvalidOperationException">The hub has more partitions than asked for.</exception>
    /// <exception cref="DamagedLogException">There are events, but not what is remembered about them.</exception>
    public static StoredHub OpenOrCreate(string folder, HubOptions options, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, FileName);
        bool hasLogs = Directory.EnumerateDirectories(folder, LogPrefix + "*").Any();
        if (hasLogs && !File.Exists(path))
        {
            throw new DamagedLogException(folder, $"'{path}' is gone, and there are logs beside it.");
        }

        try
        {
            using SqliteConnection connection = Open(path);
            using SqliteTransaction transaction = connection.BeginTransaction();
            using SqliteCommand command = connection.CreateCommand();
            command.Transaction = transaction;
            CreateTable(command);
            Row? stored = Read(command, folder);
            if (stored is null && hasLogs)
            {
                throw new DamagedLogException(folder, $"'{path}' is empty, and there are logs beside it.");
            }

            if (stored is { } hub && hub.PartitionCount > options.PartitionCount)
            {
                throw new InvalidOperationException(
                    $"Hub '{options.Name}' has {hub.PartitionCount} partitions and cannot shrink to {options.PartitionCount}."
                );
            }

            var row = new Row(
                stored?.CreatedAt ?? now.ToUnixTimeMilliseconds(),
                options.PartitionCount,
                stored?.LogCount ?? 0
            );
            Write(command, row);
            transaction.Commit();
            return new StoredHub(DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), row.LogCount);
        }
        catch (SqliteException e)
        {
            throw new DamagedLogException(folder, $"'{path}' cannot be read ({e.Message}).", e);
        }
    }

    /// <summary>Remembers that the logs of a hub are there.</summary>
    public static void SetLogCount(string folder, int count)
    {
        using SqliteConnection connection = Open(Path.Combine(folder, FileName));
        using SqliteTransaction transaction = connection.BeginTransaction();
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        if (Read(command, folder) is { } row && row.LogCount != count)
        {
            Write(command, row with { LogCount = count });
            transaction.Commit();
        }
    }

    /// <summary>Deletes a hub with all its events.</summary>
    public static void Delete(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        // Out of the way first, in one step: what is left of a deletion that is cut short must not look like a damaged hub.
        string name = DeletedPrefix + Guid.NewGuid().ToString("N");
        string deleted = Path.Combine(Path.GetDirectoryName(folder)!, name);
        Directory.Move(folder, deleted);
        Directory.Delete(deleted, recursive: true);
    }

    /// <summary>Finishes deletions that were cut short.</summary>
    public static void FinishDeletions(string dataDirectory)
    {
        foreach (string folder in Directory.EnumerateDirectories(dataDirectory, DeletedPrefix + "*"))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString()
        );
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void CreateTable(SqliteCommand command)
    {
        command.CommandText =
            "create table if not exists hub (created_at integer not null, partition_count integer not null, "
            + "log_count integer not null default 0, row_check integer)";
        command.ExecuteNonQuery();
        command.CommandText = "select count(*) from pragma_table_info('hub') where name = 'row_check'";
        if ((long)command.ExecuteScalar()! == 0)
        {
            // Of the first version.
            command.CommandText =
                "alter table hub add column log_count integer not null default 0; alter table hub add column row_check integer";
            command.ExecuteNonQuery();
        }
    }

    private static Row? Read(SqliteCommand command, string folder)
    {
        command.CommandText = "select created_at, partition_count, log_count, row_check from hub";
        using SqliteDataReader reader = command.ExecuteReader();
        if (!reader.Read())
        {
            return null;
        }

        var row = new Row(reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2));
        return reader.IsDBNull(3) || reader.GetInt64(3) == row.Check
            ? row
            : throw new DamagedLogException(
                folder,
                $"'{Path.Combine(folder, FileName)}' is damaged: its checksum does not fit."
            );
    }

    private static void Write(SqliteCommand command, in Row row)
    {
        command.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $"delete from hub; insert into hub values ({row.CreatedAt}, {row.PartitionCount}, {row.LogCount}, {row.Check})"
        );
        command.ExecuteNonQuery();
    }

    private readonly record struct Row(long CreatedAt, int PartitionCount, int LogCount)
    {
        public long Check =>
            (long)
                XxHash3.HashToUInt64(
                    Encoding.ASCII.GetBytes(
                        string.Create(CultureInfo.InvariantCulture, $"{CreatedAt} {PartitionCount} {LogCount}")
                    )
                );
    }
}
