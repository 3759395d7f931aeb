namespace ModelData.Testing;

/// <summary>
/// What happens to one request on its way through <see cref="BlobFaultProxy"/>, in this order: delay, <see cref="BeforeForward"/>,
/// forward, <see cref="AfterAnswer"/>, respond, <see cref="AfterResponse"/>. The default is to pass unharmed.
/// </summary>
public sealed record BlobFault
{
    /// <summary>The connection breaks before the service sees the request.</summary>
    public static BlobFault LoseRequest { get; } = new() { IsRequestLost = true };

    /// <summary>The service applies the request, and the connection breaks before its answer comes back.</summary>
    public static BlobFault LoseResponse { get; } = new() { IsResponseLost = true };

    /// <summary>How long the request is held up first. Default: not at all.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Runs before the service sees the request, which waits for it. Default: nothing.</summary>
    public Func<BlobRequest, Task>? BeforeForward { get; init; }

    /// <summary>Runs when the service has applied the request and answered, and the client has seen no answer yet. Default: nothing.</summary>
    public Func<BlobRequest, int, Task>? AfterAnswer { get; init; }

    /// <summary>Runs when the answer is on its way to the client. Default: nothing.</summary>
    public Func<BlobRequest, int, Task>? AfterResponse { get; init; }

    /// <summary>Whether the request is dropped in place of being forwarded. Default: no.</summary>
    public bool IsRequestLost { get; init; }

    /// <summary>Whether the answer is dropped in place of being passed back. Default: no.</summary>
    public bool IsResponseLost { get; init; }

    /// <summary>An error of the service's kind that is answered in place of forwarding. Default: none.</summary>
    public BlobError? Error { get; init; }

    /// <summary>Sees each piece of the request's body as it is forwarded. Default: nobody.</summary>
    public Action<BlobRequest, ReadOnlyMemory<byte>>? BodyTap { get; init; }

    /// <summary>The service refuses the request.</summary>
    /// <param name="status">The HTTP status, for example 412.</param>
    /// <param name="code">The service's error code, for example <c>LeaseIdMissing</c>.</param>
    public static BlobFault Refuse(int status, string code) => new() { Error = new BlobError(status, code) };
}
