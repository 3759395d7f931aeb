using ModelData.Testing;

namespace ModelData.Crash.Tests.Faults;

/// <summary>When, around a request, something happens.</summary>
internal enum Moment
{
    /// <summary>The request is lost.</summary>
    Before,

    /// <summary>The request is applied, its answer is lost.</summary>
    Applied,

    /// <summary>The answer has arrived.</summary>
    Answered,
}

/// <summary>A place in the worker's work that can be told from outside: a request to storage and a moment around it.</summary>
internal sealed record FaultPoint(string Step, Moment Moment, Func<BlobRequest, bool> Match)
{
    public static readonly Func<BlobRequest, bool> Stage = r => r.Operation == BlobOperation.StageBlock;
    public static readonly Func<BlobRequest, bool> Commit = r => r.Operation == BlobOperation.CommitBlockList;
    public static readonly Func<BlobRequest, bool> SaveState = r =>
        r.Operation == BlobOperation.PutBlob && r.BlobName.Contains("/state/", StringComparison.Ordinal);

    private static readonly Func<BlobRequest, bool> Locate = r =>
        r.Operation == BlobOperation.ListBlobs && r.Container == "modeldata";

    private static readonly Func<BlobRequest, bool> Verify = r =>
        r.Operation == BlobOperation.GetProperties && r.Container == "modeldata";

    private static readonly Func<BlobRequest, bool> Mirror = r =>
        r.Operation is BlobOperation.SetMetadata or BlobOperation.PutBlob
        && r.BlobName.Contains("/checkpoint/", StringComparison.Ordinal);

    private static readonly Func<BlobRequest, bool> SetAside = r =>
        r.Operation == BlobOperation.PutBlob && r.Container == "modeldata-deadletters";

    /// <summary>Where the worker is killed.</summary>
    public static IReadOnlyList<FaultPoint> Kills { get; } =
    [
        new("locate", Moment.Answered, Locate),
        new("stage", Moment.Before, Stage),
        new("stage", Moment.Applied, Stage),
        new("stage", Moment.Answered, Stage),
        new("commit", Moment.Before, Commit),
        new("commit", Moment.Applied, Commit),
        new("commit", Moment.Answered, Commit),
        new("verify", Moment.Answered, Verify),
        new("save state", Moment.Before, SaveState),
        new("save state", Moment.Applied, SaveState),
        new("save state", Moment.Answered, SaveState),
        new("mirror checkpoint", Moment.Before, Mirror),
        new("mirror checkpoint", Moment.Applied, Mirror),
        new("dead letter", Moment.Before, SetAside),
        new("dead letter", Moment.Applied, SetAside),
    ];

    /// <summary>What gets lost while the worker lives on.</summary>
    public static IReadOnlyList<FaultPoint> Losses { get; } =
    [
        new("stage", Moment.Before, Stage),
        new("stage", Moment.Applied, Stage),
        new("commit", Moment.Before, Commit),
        new("commit", Moment.Applied, Commit),
        new("save state", Moment.Before, SaveState),
        new("save state", Moment.Applied, SaveState),
    ];

    /// <summary>Whether the worker passes here only while it begins, or after a failed commit.</summary>
    public bool IsAtStart => Match == Locate;

    public string Name => $"{Step}, {Moment.ToString().ToLowerInvariant()}";

    /// <summary>The request or its answer is lost once.</summary>
    public ArmedFault Lose(BlobFaultProxy proxy, int skip) =>
        proxy.Arm(Match, Moment == Moment.Before ? BlobFault.LoseRequest : BlobFault.LoseResponse, skip: skip);

    /// <summary>Something happens at this point once; the request or its answer is lost as the moment says.</summary>
    public ArmedFault Do(BlobFaultProxy proxy, Func<BlobRequest, Task> action, int skip) =>
        proxy.Arm(
            Match,
            Moment switch
            {
                Moment.Before => new BlobFault { BeforeForward = action, IsRequestLost = true },
                Moment.Applied => new BlobFault { AfterAnswer = (r, _) => action(r), IsResponseLost = true },
                _ => new BlobFault { AfterResponse = (r, _) => action(r) },
            },
            skip: skip
        );
}
