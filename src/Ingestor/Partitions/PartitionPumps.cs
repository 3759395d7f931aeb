using System.Globalization;
using Microsoft.Extensions.Logging;
using ModelData.Ingestor.Diagnostics;

namespace ModelData.Ingestor.Partitions;

/// <summary>The pumps of this worker. At present one worker reads all partitions.</summary>
internal sealed partial class PartitionPumps(Func<string, int, PartitionPump> create, ILogger<PartitionPumps> logger)
{
    private volatile IReadOnlyList<PartitionPump> _all = [];

    public IReadOnlyList<PartitionPump> All => _all;

    /// <summary>Whether every partition is being read.</summary>
    public bool AreAttached => _all.Count > 0 && _all.All(pump => pump.IsAttached);

    public void Create(IReadOnlyList<string> partitionIds)
    {
        var pumps = new List<PartitionPump>(partitionIds.Count);
        foreach (string id in partitionIds)
        {
            if (!int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                throw new PartitionFailedException(
                    $"Partition id '{id}' is not a number, as those of Event Hubs are: positions in blobs could not name it"
                );
            }

            pumps.Add(create(id, number));
        }

        _all = pumps;
    }

    /// <summary>Saves every partition's position. A failure is logged and made good by the next save.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        foreach (var pump in _all)
        {
            try
            {
                await pump.SaveAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogSaveFailed(pump.PartitionId, e);
            }
        }
    }

    [LoggerMessage(EventIds.StateSaveFailed, LogLevel.Warning, "The state of partition {Partition} could not be saved")]
    private partial void LogSaveFailed(string partition, Exception exception);
}
