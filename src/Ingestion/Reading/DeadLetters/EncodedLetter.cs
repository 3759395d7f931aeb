using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>A letter on its way into a pack: its line and that of the index, and the event that is done with it.</summary>
/// <param name="Event">The event.</param>
/// <param name="Refusal">Why it is dead-lettered.</param>
/// <param name="EnqueuedTime">When the hub got it.</param>
/// <param name="Line">The letter.</param>
/// <param name="IndexLine">What the index says of it.</param>
internal sealed record EncodedLetter(
    PendingEvent Event,
    Refusal Refusal,
    DateTimeOffset EnqueuedTime,
    byte[] Line,
    byte[] IndexLine
)
{
    // The objects around the two lines.
    private const int Overhead = 200;

    public long SequenceNumber => Event.SequenceNumber;

    /// <summary>The memory that it takes.</summary>
    public long Bytes => Line.Length + IndexLine.Length + Overhead;

    // The usual rest of a letter and of its line in the index: names, times, properties.
    private const int UsualBytes = 3 * 1024;

    /// <summary>The memory that encoding a letter takes at its height, as a rule: bodies in base64, that once more, and the rest.</summary>
    public static long ExpectBytes(DeadLetter letter) =>
        (2 * ((letter.Event.Body.Length + (long)letter.Event.EncodedBody.Length) * 4 / 3)) + UsualBytes;

    public static EncodedLetter Create(DeadLetter letter, PendingEvent pending)
    {
        byte[] line = DeadLetterJson.WriteLine(letter);
        var entry = new PackIndexEntry(
            letter.Event.SequenceNumber,
            line.Length,
            letter.Refusal.Reason,
            letter.Refusal.Detail,
            letter.Event.EnqueuedTime,
            LetterAddress.Of(letter.Event.Properties)
        );
        return new EncodedLetter(pending, letter.Refusal, letter.Event.EnqueuedTime, line, entry.ToLine());
    }
}
