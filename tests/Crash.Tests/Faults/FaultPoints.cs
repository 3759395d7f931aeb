using ModelData.Crash.Tests.Files;
using ModelData.Testing;

namespace ModelData.Crash.Tests.Faults;

/// <summary>The fault points of a worker that writes certain formats. What it does to data files is a step for each format.</summary>
internal sealed class FaultPoints
{
    private const string Locating = "locate";
    private readonly IReadOnlyList<DataFormat> _formats;

    public FaultPoints(IReadOnlyList<DataFormat> formats)
    {
        _formats = formats;
        Kills =
        [
            new(Locating, Moment.Answered, IsLocate),
            .. OfFiles("stage", BlobOperation.StageBlock, Moment.Before, Moment.Applied, Moment.Answered),
            .. OfFiles("commit", BlobOperation.CommitBlockList, Moment.Before, Moment.Applied, Moment.Answered),
            .. OfFiles("verify", BlobOperation.GetProperties, Moment.Answered),
            new("save state", Moment.Before, IsSaveState),
            new("save state", Moment.Applied, IsSaveState),
            new("save state", Moment.Answered, IsSaveState),
            new("mirror checkpoint", Moment.Before, IsMirror),
            new("mirror checkpoint", Moment.Applied, IsMirror),
            .. OfPacks("stage", BlobOperation.StageBlock, Moment.Before, Moment.Applied, Moment.Answered),
            .. OfPacks("commit", BlobOperation.CommitBlockList, Moment.Before, Moment.Applied, Moment.Answered),
        ];
        Losses =
        [
            .. OfFiles("stage", BlobOperation.StageBlock, Moment.Before, Moment.Applied),
            .. OfFiles("commit", BlobOperation.CommitBlockList, Moment.Before, Moment.Applied),
            .. OfPacks("stage", BlobOperation.StageBlock, Moment.Applied),
            .. OfPacks("commit", BlobOperation.CommitBlockList, Moment.Before, Moment.Applied),
            new("save state", Moment.Before, IsSaveState),
            new("save state", Moment.Applied, IsSaveState),
        ];
        Freezes =
        [
            .. OfFiles("stage", BlobOperation.StageBlock, Moment.Before),
            .. OfFiles("commit", BlobOperation.CommitBlockList, Moment.Before),
            .. OfPacks("stage", BlobOperation.StageBlock, Moment.Before),
            .. OfPacks("commit", BlobOperation.CommitBlockList, Moment.Before),
        ];
    }

    /// <summary>Where the worker is killed.</summary>
    public IReadOnlyList<FaultPoint> Kills { get; }

    /// <summary>What gets lost while the worker lives on.</summary>
    public IReadOnlyList<FaultPoint> Losses { get; }

    /// <summary>Where the worker is frozen and another takes over.</summary>
    public IReadOnlyList<FaultPoint> Freezes { get; }

    /// <summary>Whether the worker passes here only while it begins, or after a failed commit.</summary>
    public static bool IsAtStart(FaultPoint point) => point.Step == Locating;

    private IEnumerable<FaultPoint> OfFiles(string step, BlobOperation operation, params Moment[] moments) =>
        from moment in moments
        from format in _formats
        select new FaultPoint(
            $"{step} {format.Name()}",
            moment,
            r => r.Operation == operation && r.Container == "modeldata" && format.IsFormatOf(r.BlobName)
        );

    private static bool IsLocate(BlobRequest r) => r.Operation == BlobOperation.ListBlobs && r.Container == "modeldata";

    private static bool IsSaveState(BlobRequest r) =>
        r.Operation == BlobOperation.PutBlob && r.BlobName.Contains("/state/", StringComparison.Ordinal);

    private static bool IsMirror(BlobRequest r) =>
        r.Operation is BlobOperation.SetMetadata or BlobOperation.PutBlob
        && r.BlobName.Contains("/checkpoint/", StringComparison.Ordinal);

    private static IEnumerable<FaultPoint> OfPacks(string step, BlobOperation operation, params Moment[] moments) =>
        moments.Select(moment => new FaultPoint(
            $"{step} letters",
            moment,
            r => r.Operation == operation && r.Container == "modeldata-deadletters"
        ));
}
