using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Reading;

/// <summary>What all pumps of a worker have in common.</summary>
/// <param name="Identifier">The worker's name, shown in the service's error texts.</param>
/// <param name="PrefetchBytes">Bytes fetched ahead per partition.</param>
/// <param name="Routing">The configured routing.</param>
/// <param name="DuplicateWindow">How long a producer's retry is recognised.</param>
/// <param name="AdoptCheckpoints">Whether to start from an official checkpoint that is ahead.</param>
/// <param name="LookLimit">How long after the beginning of a look a commit may be sent because of it.</param>
/// <param name="UntypedColumns"><see cref="OutputSettings.UntypedColumns"/>.</param>
/// <param name="ExactTypes"><see cref="OutputSettings.ExactTypes"/>.</param>
/// <param name="RedactedColumns"><see cref="OutputSettings.RedactedColumns"/>.</param>
internal sealed record PumpSettings(
    string Identifier,
    long PrefetchBytes,
    RoutingSettings Routing,
    TimeSpan DuplicateWindow,
    bool AdoptCheckpoints,
    TimeSpan LookLimit,
    bool? UntypedColumns = null,
    bool? ExactTypes = null,
    bool? RedactedColumns = null
)
{
    /// <summary>What the writer of a checkpoint is called where a worker wrote it as the mirror of its state.</summary>
    public const string MirrorWriterPrefix = "modeldata/";

    /// <summary>A request must be over long before another session may leave the file that it was sent to.</summary>
    public static readonly TimeSpan LongestLookLimit = TimeSpan.FromSeconds(60);

    /// <summary>The routing that a partition is to have: what is not configured stays as it has it.</summary>
    public RoutingSettings RoutingFor(RoutingSettings present) =>
        Routing with
        {
            UntypedColumns = UntypedColumns ?? present.UntypedColumns,
            ExactTypes = ExactTypes ?? present.ExactTypes,
            RedactedColumns = RedactedColumns ?? present.RedactedColumns,
        };

    /// <summary>Whether a worker wrote a checkpoint, as the mirror of its state.</summary>
    public static bool IsOfAWorker(Checkpoint checkpoint) =>
        checkpoint.Writer?.StartsWith(MirrorWriterPrefix, StringComparison.Ordinal) == true;

    /// <summary>The limit of looks where files that refuse writes are left after a time.</summary>
    public static TimeSpan LookLimitFor(TimeSpan refusedFor) =>
        TimeSpan.FromTicks(Math.Clamp(refusedFor.Ticks / 2, TimeSpan.FromSeconds(1).Ticks, LongestLookLimit.Ticks));
}
