using System.Reflection;
using ModelData.Producer.Buffering;

namespace ModelData.Producer.Sending;

/// <summary>What heartbeats have told of one address. Used by one caller at a time.</summary>
/// <param name="address">The address.</param>
internal sealed class HeartbeatAccount(CollectionAddress address)
{
    /// <summary>All heartbeats of a process name it so.</summary>
    private static readonly Guid ProcessId = Guid.NewGuid();

    private static readonly string Host = HostName();

    private static readonly string Release =
        typeof(HeartbeatAccount)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion
        ?? "";

    private HeartbeatCounts _told;
    private long _number;

    public CollectionAddress Address => address;

    /// <summary>The collectors of the address.</summary>
    public IReadOnlyList<CollectorState> Collectors { get; set; } = [];

    /// <summary>The number of the next heartbeat.</summary>
    public long NextNumber() => _number++;

    /// <summary>What is to be told now.</summary>
    /// <param name="interval">The time until the next heartbeat.</param>
    public Heartbeat Compose(TimeSpan interval)
    {
        HeartbeatCounts total = Collectors.Aggregate(new HeartbeatCounts(), static (sum, it) => sum + Counts(it));
        CollectionStatus status = Collectors
            .Select(static it => it.Status.Current)
            .Aggregate(static (one, other) => one.Or(other));
        return new Heartbeat
        {
            Address = address,
            ProducerId = ProcessId,
            Host = Host,
            Release = Release,
            State = status.State.ToString(),
            Since = status.Since,
            Reason = status.Reason,
            Interval = interval,
            Total = total,
            Recent = Between(_told, total),
        };
    }

    /// <summary>Notes that a heartbeat was taken.</summary>
    public void Sent(Heartbeat beat) => _told = beat.Total;

    private static HeartbeatCounts Counts(CollectorState collector)
    {
        CollectorStatistics it = collector.Counters.Snapshot();
        return new HeartbeatCounts(
            it.Received,
            it.Sent,
            it.Failed,
            it.Dropped,
            it.SampledOut,
            it.Refused,
            Math.Max(0, it.Pending)
        );
    }

    // A collector that has gone takes its counts with it.
    private static HeartbeatCounts Between(in HeartbeatCounts before, in HeartbeatCounts after) =>
        new(
            Math.Max(0, after.Received - before.Received),
            Math.Max(0, after.Sent - before.Sent),
            Math.Max(0, after.Failed - before.Failed),
            Math.Max(0, after.Dropped - before.Dropped),
            Math.Max(0, after.SampledOut - before.SampledOut),
            Math.Max(0, after.Refused - before.Refused),
            0
        );

    private static string HostName()
    {
        try
        {
            return Environment.MachineName;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
