namespace ModelData.Ingestion.Settings;

/// <summary>How the workers of a fleet share the partitions. The same for all of them, but for the identity. Section <c>LoadBalancing</c>.</summary>
public sealed class LoadBalancingSettings
{
    public const string Section = "LoadBalancing";

    /// <summary>
    /// The worker's name. One that starts again under the same name goes on at once; another takes over only when the ownership has expired. Default:
    /// host name and process id, which stay the same when a container starts again.
    /// </summary>
    public string? Identity { get; set; }

    /// <summary>Whether a worker takes all partitions that are due to it at once, or one after the other.</summary>
    public BalancingStrategy Strategy { get; set; } = BalancingStrategy.Greedy;

    /// <summary>How often ownership is renewed; the fleet is looked at twice as often. A write per partition, and two listings per worker.</summary>
    [DurationWithin("00:00:00.100", "00:10:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long without a renewal until others take a partition over; at least twice the interval.</summary>
    [DurationWithin("00:00:00.200", "01:00:00")]
    public TimeSpan Expiry { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The name in use.</summary>
    public string Name =>
        string.IsNullOrWhiteSpace(Identity)
            ? string.Concat(Environment.MachineName.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_'))
                + $"-{Environment.ProcessId}"
            : Identity;

    /// <summary>Whether a name can stand in the metadata of a blob and in the properties of a link.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 128 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');
}
