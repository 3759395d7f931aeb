namespace ModelData.Testing;

/// <summary>How a local broker process runs.</summary>
public sealed record BrokerOptions
{
    /// <summary>Where its events are kept.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The loopback port. Default: 0, any free one that no outgoing connection gets.</summary>
    public int Port { get; init; }

    /// <summary>The loopback address that it listens on. Default: <c>127.0.0.1</c>.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The hub that it creates. Default: <c>modeldata</c>.</summary>
    public string HubName { get; init; } = "modeldata";

    /// <summary>The hub's partitions. Default: 4.</summary>
    public int PartitionCount { get; init; } = 4;

    /// <summary>A file with a certificate for <c>localhost</c> and its key. Default: none, the wire is plain.</summary>
    public string? TlsCertificate { get; init; }

    /// <summary>Throughput units of the hub. Default: 0, no limit.</summary>
    public int ThroughputUnits { get; init; }

    /// <summary>Consumer groups beside <c>$Default</c>. Default: none.</summary>
    public IReadOnlyList<string> ConsumerGroups { get; init; } = [];
}
