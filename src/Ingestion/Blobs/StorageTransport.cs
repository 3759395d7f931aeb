using System.Net.Sockets;
using Azure.Core.Pipeline;

namespace ModelData.Ingestion.Blobs;

/// <summary>
/// The connections to storage, shared by all clients of a program. A storage that goes away without a word (a machine that dies, an address
/// translation that forgets) is noticed by the silence of its TCP, in a quarter of a minute; otherwise a request would wait for its answer, and
/// the rows in it with it, until its time runs out. Thread-safe.
/// </summary>
public static class StorageTransport
{
    private const int IpProtocolTcp = 6;

    /// <summary>TCP_USER_TIMEOUT of Linux: how long sent bytes may lack an acknowledgement, in milliseconds.</summary>
    private const int TcpUserTimeout = 18;

    private const int ProbeSeconds = 5;
    private const int Probes = 3;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(ProbeSeconds * Probes);
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    // Long enough to be of use, short enough to follow a change of the account's address.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public static HttpPipelineTransport Shared { get; } = new HttpClientTransport(CreateClient());

    private static HttpClient CreateClient() =>
        new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = ConnectLimit,
                PooledConnectionLifetime = Lifetime,
                ConnectCallback = ConnectAsync,
            }
        )
        {
            // The pipeline of the storage client has its own limits.
            Timeout = Timeout.InfiniteTimeSpan,
        };

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellationToken
    )
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            Watch(socket);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Watch(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, ProbeSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes - 1);
        if (OperatingSystem.IsLinux())
        {
            // Probes are sent on a quiet connection alone: not while a block is on its way.
            socket.SetRawSocketOption(
                IpProtocolTcp,
                TcpUserTimeout,
                BitConverter.GetBytes((int)Silence.TotalMilliseconds)
            );
        }
    }
}
