using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ModelData.LocalEventHubs.Storage;

namespace ModelData.LocalEventHubs.Broker;

/// <summary>The hubs of the broker by name, ignoring case.</summary>
internal sealed class HubRegistry(LocalBrokerOptions options, ILogger logger) : IAsyncDisposable
{
    // While one log waits for the disk, the other's commit is put together.
    private const int MostLogs = 2;

    private readonly ConcurrentDictionary<string, Hub> _hubs = new(StringComparer.OrdinalIgnoreCase);

    // Opened for a hub of which something else could not be.
    private readonly List<HubLog> _orphans = [];

    public Hub? Find(string name) => _hubs.GetValueOrDefault(name);

    /// <summary>Opens a hub, or creates it when it is new.</summary>
    public void Open(HubOptions hub)
    {
        string folder = HubStore.GetFolder(options.DataDirectory, hub.Name);
        StoredHub stored = HubStore.OpenOrCreate(folder, hub, options.TimeProvider.GetUtcNow());
        List<HubLog> logs = OpenLogs(folder, hub.PartitionCount, stored.LogCount);
        HubStore.SetLogCount(folder, logs.Count);
        _hubs[hub.Name] = new Hub(
            hub.Name,
            stored.CreatedAt,
            hub.ConsumerGroups,
            logs,
            partitionCount => Throughput.Create(options.ThroughputUnits, partitionCount, options.TimeProvider)
        );
    }

    /// <summary>Stops serving a hub and deletes it with all its events.</summary>
    /// <returns><see langword="false"/> when there is no such hub.</returns>
    public async Task<bool> DeleteAsync(string name)
    {
        if (!_hubs.TryRemove(name, out Hub? hub))
        {
            return false;
        }

        await hub.DisposeAsync();
        HubStore.Delete(HubStore.GetFolder(options.DataDirectory, name));
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Hub hub in _hubs.Values)
        {
            await hub.DisposeAsync();
        }

        _hubs.Clear();
        foreach (HubLog log in _orphans)
        {
            await log.DisposeAsync();
        }
    }

    // The partitions are dealt to the logs in turn. A hub with one partition has one log; the place of a partition stays the
    // same when others are added.
    private List<HubLog> OpenLogs(string folder, int partitionCount, int knownLogs)
    {
        int count = Math.Min(partitionCount, MostLogs);
        var logs = new List<HubLog>();
        for (int i = 0; i < count; i++)
        {
            string logFolder = HubStore.GetLogFolder(folder, i);
            Directory.CreateDirectory(logFolder);
            var logOptions = new HubLogOptions
            {
                Folder = logFolder,
                IsKnown = i < knownLogs,
                PartitionCount = (partitionCount - i + MostLogs - 1) / MostLogs,
                Retention = options.Retention,
                IsSynchronous = options.FlushesToDisk,
                SegmentBytes = options.SegmentBytes,
                TailCacheBytes = options.TailCacheBytes / count,
                TimeProvider = options.TimeProvider,
            };
            try
            {
                logs.Add(HubLog.Open(logOptions, logger));
            }
            catch
            {
                _orphans.AddRange(logs);
                throw;
            }
        }

        return logs;
    }
}
