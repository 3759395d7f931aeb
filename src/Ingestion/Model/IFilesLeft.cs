namespace ModelData.Ingestion.Model;

/// <summary>
/// What a partition has decided about files that storage refuses. No look can fence such a file, so the decision is durable before the first row
/// goes elsewhere, and whoever takes the partition over obeys it. Files are those of one schema in one folder, see
/// <see cref="Files.BlobKey.Id"/>. Thread-safe.
/// </summary>
internal interface IFilesLeft
{
    /// <summary>The files that the partition's rows no longer go to.</summary>
    IReadOnlyList<FileLeft> Left(string files);

    /// <summary>Whether an event's rows are dead letters.</summary>
    bool IsLetter(string files, long sequenceNumber, FeatureSchema schema);

    /// <summary>Leaves a file for good.</summary>
    Task<SaveOutcome> LeaveAsync(FileLeft file, CancellationToken cancellationToken);

    /// <summary>Decides that a range of events becomes dead letters.</summary>
    Task<SaveOutcome> RefuseAsync(RefusedRange range, CancellationToken cancellationToken);
}
