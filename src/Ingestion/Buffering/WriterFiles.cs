using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Buffering;

/// <summary>
/// The files that the rows of one writer go to: one; or where files learn types, the one that rows of these names share, and siblings for rows whose types
/// contradict it. All of them have one writer, since a file says of a partition up to where it has its rows: so these must come to it in one order, whatever
/// decides later where each goes. Not thread-safe, but for <see cref="IsRefused"/>.
/// </summary>
/// <param name="first">Writes the one file, or the shared one.</param>
/// <param name="createSibling">Makes the writer of a sibling; unset where there is but one file.</param>
/// <param name="refusedFor">How long a file is refused until it is left.</param>
/// <param name="time">The clock.</param>
internal sealed class WriterFiles(
    BlobCommitter first,
    Func<BlobKey, FeatureSchema, BlobCommitter>? createSibling,
    TimeSpan refusedFor,
    TimeProvider time
)
{
    private const int MostSiblings = 32;

    private readonly Dictionary<string, (BlobCommitter Committer, RefusedFiles Refused)> _siblings = [];
    private readonly HashSet<(FeatureSchema Schema, string FilesLeft)> _elsewhere = [];
    private readonly RefusedFiles _firstRefused = new(first, refusedFor, time);
    private volatile bool _isRefused;

    /// <summary>The one file, or the shared one.</summary>
    public BlobCommitter First => first;

    /// <summary>Whether some file is refused at present.</summary>
    public bool IsRefused => _isRefused;

    /// <summary>What writes the rows of a buffer, and what is known of refusals of its file.</summary>
    public (BlobCommitter Committer, RefusedFiles Refused) Of(RowBuffer buffer)
    {
        if (buffer.Sibling is not { } hash)
        {
            return (first, _firstRefused);
        }

        if (!_siblings.TryGetValue(hash, out var sibling))
        {
            Forget();
            var committer = createSibling!(first.Key.Sibling(hash), buffer.Segments[0].Schema);
            _siblings[hash] = sibling = (committer, new RefusedFiles(committer, refusedFor, time, first.Files));
        }

        return sibling;
    }

    // Strangers choose types. What is forgotten is found again.
    private void Forget()
    {
        if (_siblings.Count < MostSiblings)
        {
            return;
        }

        _elsewhere.Clear();
        foreach (var (hash, sibling) in _siblings)
        {
            if (!sibling.Refused.Any)
            {
                _siblings.Remove(hash);
            }
        }
    }

    /// <summary>Notes that the file of a buffer took it.</summary>
    public void Took(RowBuffer buffer)
    {
        var (committer, refused) = Of(buffer);
        refused.Took(committer.File);
        NoteRefused();
    }

    /// <summary>Notes that storage refused the file of a buffer.</summary>
    /// <returns>Whether it was refused for too long: see <see cref="RefusedFiles.Refuse"/>.</returns>
    public bool Refuse(RowBuffer buffer)
    {
        var (committer, refused) = Of(buffer);
        bool isOver = refused.Refuse(committer.File, buffer);
        NoteRefused();
        return isOver;
    }

    private void NoteRefused() => _isRefused = _firstRefused.Any || _siblings.Values.Any(it => it.Refused.Any);

    /// <summary>
    /// Remembers that rows of these columns go to siblings. The shared file never takes them any more: types are only filled in. It is so for
    /// partitions that have left the same files; what one that left the shared file may no longer put into it, others may.
    /// </summary>
    /// <param name="schemas">The columns.</param>
    /// <param name="buffer">The rows for which it was found.</param>
    public void Divide(IEnumerable<FeatureSchema> schemas, RowBuffer buffer)
    {
        string left = FilesLeft(buffer.Segments[0].Event.Session);
        _elsewhere.UnionWith(schemas.Select(schema => (schema, left)));
    }

    /// <summary>The schema hash of the sibling that rows go to; unset while nobody knows but the shared file, which takes what it can.</summary>
    public string? SiblingOf(RowBuffer.Segment segment) =>
        _elsewhere.Count > 0
        && _elsewhere.Contains((segment.Schema, FilesLeft(segment.Event.Session)))
        // That they are dead letters was decided when no file was there to contradict them, and stays.
        && !segment.Event.Session.Files.IsLetter(first.Files, segment.Event.SequenceNumber, segment.Schema)
            ? HashOf(segment)
            : null;

    private string FilesLeft(PartitionSession session) =>
        string.Join('|', session.Files.Left(first.Files).Select(file => file.Name));

    /// <summary>The schema hash of the file that rows would be in alone.</summary>
    public string HashOf(RowBuffer.Segment segment) => segment.Schema.TypedHash;
}
