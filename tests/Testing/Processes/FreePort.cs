using System.Net;
using System.Net.Sockets;

namespace ModelData.Testing;

/// <summary>
/// Finds a port for a program that is killed and started again on it. Not one of those that the system gives to outgoing connections: while the
/// program is away, a
/// connection of somebody would have it, even that of a client that tries to reach it.
/// </summary>
public static class FreePort
{
    // Below 32768, where Linux begins to give ports away; macOS and Windows begin at 49152.
    private const int First = 20_000;
    private const int Count = 12_000;

    /// <summary>A port that nobody listens on at this moment.</summary>
    public static int Find()
    {
        while (true)
        {
            int port = First + Random.Shared.Next(Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Any, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}
