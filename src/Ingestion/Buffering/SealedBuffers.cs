using ModelData.Ingestion.Files;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Buffering;

/// <summary>
/// The buffers of a writer that wait for their commit, the oldest first. What partitions have decided of files differs now and then, and rows of some
/// types go to siblings: a buffer whose events go to different places is divided. Not thread-safe.
/// </summary>
/// <param name="files">The files that the rows of a writer go to.</param>
internal sealed class SealedBuffers(WriterFiles files)
{
    private readonly LinkedList<RowBuffer> _buffers = [];

    public int Count => _buffers.Count;

    public RowBuffer Oldest => _buffers.First!.Value;

    /// <summary>Whether the events of a buffer are dead letters; of a whole one, all or none are.</summary>
    public bool IsLetters(RowBuffer buffer) => IsLetter(Id(buffer), buffer.Segments[0]);

    public void Add(RowBuffer buffer) => _buffers.AddLast(buffer);

    public void RemoveOldest() => _buffers.RemoveFirst();

    /// <summary>The oldest buffer, all of whose events go to one place.</summary>
    public RowBuffer? Next()
    {
        if (_buffers.First is not { } oldest)
        {
            return null;
        }

        DivideByFile(oldest);
        string id = Id(oldest.Value);
        var first = oldest.Value.Segments[0];
        if (!oldest.Value.Segments.All(segment => IsAlike(id, first, segment)))
        {
            TakeOut(oldest, segment => !IsAlike(id, first, segment));
        }

        return oldest.Value;
    }

    /// <summary>Divides the oldest buffer, whose rows its file did not take all: some go to siblings, or others must be committed first.</summary>
    public void Divide()
    {
        var others = files.Of(Oldest).Committer.Others;
        if (others.Elsewhere.Count > 0)
        {
            files.Divide(others.Elsewhere, Oldest);
        }
        else
        {
            TakeOut(_buffers.First!, segment => others.Undecided.Contains(segment.Schema));
        }
    }

    // A file that has an event has all before it: no event goes before one of its own partition.
    private void TakeOut(LinkedListNode<RowBuffer> oldest, Func<RowBuffer.Segment, bool> isLater)
    {
        var behind = new HashSet<PartitionSession>();
        _buffers.AddAfter(
            oldest,
            oldest.Value.Take(segment =>
                behind.Contains(segment.Event.Session) || (isLater(segment) && behind.Add(segment.Event.Session))
            )
        );
    }

    // Between two files there is no order to keep, but for rows that may come into one file yet: those that go to the shared one now may turn out to
    // contradict it when their turn comes, and then go to the sibling of their hash.
    private void DivideByFile(LinkedListNode<RowBuffer> oldest)
    {
        if (oldest.Value.Sibling is not null)
        {
            return;
        }

        string? first = files.SiblingOf(oldest.Value.Segments[0]);
        if (oldest.Value.Segments.All(segment => files.SiblingOf(segment) == first))
        {
            oldest.Value.Sibling = first;
            return;
        }

        var behind = new HashSet<(PartitionSession, string)>();
        _buffers.AddAfter(
            oldest,
            oldest.Value.Take(segment =>
            {
                string? sibling = files.SiblingOf(segment);
                var place = (segment.Event.Session, sibling ?? "");
                var hash = (segment.Event.Session, files.HashOf(segment));
                bool isLater = sibling != first || behind.Contains(place) || behind.Contains(hash);
                if (isLater)
                {
                    behind.Add(place);
                    behind.Add(hash);
                }

                return isLater;
            })
        );
        oldest.Value.Sibling = first;
    }

    private string Id(RowBuffer buffer) => files.Of(buffer).Committer.Files;

    private static bool IsAlike(string id, RowBuffer.Segment one, RowBuffer.Segment other) =>
        IsLetter(id, one) == IsLetter(id, other)
        && (
            one.Event.Session == other.Event.Session
            || one.Event.Session.Files.Left(id).SequenceEqual(other.Event.Session.Files.Left(id))
        );

    private static bool IsLetter(string id, RowBuffer.Segment segment) =>
        segment.Event.Session.Files.IsLetter(id, segment.Event.SequenceNumber, segment.Schema);
}
