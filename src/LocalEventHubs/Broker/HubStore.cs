using System.Globalization;
using Microsoft.Data.Sqlite;

namespace ModelData.LocalEventHubs.Broker;

/// <summary>What is remembered about a hub beside its events: when it was created and how many partitions it has.</summary>
internal static class HubStore
{
    private const string FileName = "hub.db";

    /// <summary>The folder of a hub. Names are checked before, and compare ignoring case.</summary>
    public static string GetFolder(string dataDirectory, string hubName) =>
        Path.Combine(dataDirectory, hubName.ToLowerInvariant());

    /// <summary>Reads the creation time, or creates the hub.</summary>
    /// <exception cref="InvalidOperationException">The hub has more partitions than asked for.</exception>
    public static DateTimeOffset OpenOrCreate(string folder, HubOptions options, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder);
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = Path.Combine(folder, FileName),
                Pooling = false,
            }.ToString()
        );
        connection.Open();
        using SqliteTransaction transaction = connection.BeginTransaction();
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            "create table if not exists hub (created_at integer not null, partition_count integer not null)";
        command.ExecuteNonQuery();
        (long CreatedAt, int PartitionCount)? stored = Read(command);
        if (stored is { } hub && hub.PartitionCount > options.PartitionCount)
        {
            throw new InvalidOperationException(
                $"Hub '{options.Name}' has {hub.PartitionCount} partitions and cannot shrink to {options.PartitionCount}."
            );
        }

        long createdAt = stored?.CreatedAt ?? now.ToUnixTimeMilliseconds();
        command.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $"delete from hub; insert into hub values ({createdAt}, {options.PartitionCount})"
        );
        command.ExecuteNonQuery();
        transaction.Commit();
        return DateTimeOffset.FromUnixTimeMilliseconds(createdAt);
    }

    /// <summary>Deletes a hub with all its events.</summary>
    public static void Delete(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        // The creation time goes first: what is left of a deletion that is cut short must not look like the old hub.
        foreach (string file in Directory.EnumerateFiles(folder, FileName + "*"))
        {
            File.Delete(file);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static (long CreatedAt, int PartitionCount)? Read(SqliteCommand command)
    {
        command.CommandText = "select created_at, partition_count from hub";
        using SqliteDataReader row = command.ExecuteReader();
        return row.Read() ? (row.GetInt64(0), row.GetInt32(1)) : null;
    }
}
