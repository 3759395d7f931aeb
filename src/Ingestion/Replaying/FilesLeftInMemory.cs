using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Replaying;

/// <summary>Decisions that nobody takes over. Thread-safe.</summary>
internal sealed class FilesLeftInMemory : IFilesLeft
{
    private readonly Lock _lock = new();
    private IReadOnlyList<FileLeft> _left = [];
    private IReadOnlyList<RefusedRange> _refused = [];

    public IReadOnlyList<FileLeft> Left(string files) =>
        _left.Count == 0 ? [] : [.. _left.Where(it => it.Files == files)];

    public bool IsLetter(string files, long sequenceNumber, FeatureSchema schema) =>
        _refused.Any(it => it.Contains(files, sequenceNumber, schema));

    public Task<SaveOutcome> LeaveAsync(FileLeft file, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _left = [.. _left, file];
        }

        return Task.FromResult(SaveOutcome.Saved);
    }

    public Task<SaveOutcome> RefuseAsync(RefusedRange range, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _refused = [.. _refused, range];
        }

        return Task.FromResult(SaveOutcome.Saved);
    }
}
