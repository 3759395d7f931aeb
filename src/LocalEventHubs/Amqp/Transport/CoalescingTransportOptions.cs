namespace ModelData.LocalEventHubs.Amqp.Transport;

/// <summary>How a <see cref="CoalescingTransport"/> buffers and when it gives its peer up.</summary>
internal sealed class CoalescingTransportOptions
{
    public static CoalescingTransportOptions Default { get; } = new();

    /// <summary>Bytes asked of the socket at once. Larger reads of the frame pump go straight into its buffer.</summary>
    public int ReadBufferBytes { get; init; } = 128 * 1024;

    /// <summary>
    /// The most bytes that wait for the socket beside those that it is writing; a send that does not fit waits. This is what
    /// makes <c>connection.FlushAsync()</c> a back-pressure: the library's own queue in front of it has no bound.
    /// </summary>
    public int PendingWriteBytes { get; init; } = 256 * 1024;

    /// <summary>No byte from the peer for this long closes the transport. Default: no limit.</summary>
    public TimeSpan PeerTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>How long <see cref="CoalescingTransport.Close"/> lets buffered bytes, among them the close frame, go out.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The clock of both timeouts.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
