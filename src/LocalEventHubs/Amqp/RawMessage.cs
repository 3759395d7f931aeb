using Amqp;

namespace ModelData.LocalEventHubs.Amqp;

/// <summary>A message that was received and not decoded: events are stored as they come.</summary>
internal sealed class RawMessage(ByteBuffer encoded) : Message
{
    /// <summary>The encoded sections; valid within the call that brings the message, until <see cref="ReleaseFrame"/>.</summary>
    public ReadOnlySpan<byte> Encoded => encoded.Buffer.AsSpan(encoded.Offset, encoded.Length);

    /// <summary>Call once, when the content is copied or refused.</summary>
    public void ReleaseFrame() => LibraryInternals.ReleaseFrame(encoded);
}
