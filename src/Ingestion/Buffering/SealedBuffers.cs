using ModelData.Ingestion.Files;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Buffering;

/// <summary>
/// The buffers of a writer that wait for their commit, the oldest first. What partitions have decided of files differs now and then: a buffer
/// whose events go to different places is divided. Not thread-safe.
/// </summary>
/// <param name="files">The files that the rows may go to, see <see cref="BlobKey.Id"/>.</param>
internal sealed class SealedBuffers(string files)
{
    private readonly LinkedList<RowBuffer> _buffers = [];

    public int Count => _buffers.Count;

    public RowBuffer Oldest => _buffers.First!.Value;

    /// <summary>Whether the events of a buffer are dead letters; of a whole one, all or none are.</summary>
    public bool IsLetters(RowBuffer buffer) => IsLetter(buffer.Segments[0]);

    public void Add(RowBuffer buffer) => _buffers.AddLast(buffer);

    public void RemoveOldest() => _buffers.RemoveFirst();

    /// <summary>The oldest buffer, all of whose events go to one place.</summary>
    public RowBuffer? Next()
    {
        if (_buffers.First is not { } oldest)
        {
            return null;
        }

        var first = oldest.Value.Segments[0];
        if (!oldest.Value.Segments.All(segment => IsAlike(first, segment)))
        {
            // A file that has an event has all before it: no event goes before one of its own partition.
            var behind = new HashSet<PartitionSession>();
            _buffers.AddAfter(
                oldest,
                oldest.Value.Take(segment =>
                    behind.Contains(segment.Event.Session)
                    || (!IsAlike(first, segment) && behind.Add(segment.Event.Session))
                )
            );
        }

        return oldest.Value;
    }

    private bool IsAlike(RowBuffer.Segment one, RowBuffer.Segment other) =>
        IsLetter(one) == IsLetter(other)
        && (
            one.Event.Session == other.Event.Session
            || one.Event.Session.Files.Left(files).SequenceEqual(other.Event.Session.Files.Left(files))
        );

    private bool IsLetter(RowBuffer.Segment segment) =>
        segment.Event.Session.Files.IsLetter(files, segment.Event.SequenceNumber);
}
