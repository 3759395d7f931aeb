using System.Net.Sockets;

namespace ModelData.LocalEventHubs.Amqp.Transport;

/// <summary>
/// Asks Linux to acknowledge at once (TCP_QUICKACK). A peer without TCP_NODELAY otherwise waits 40 ms for each small request:
/// 44 against 1 ms per management call of the JavaScript SDK. The kernel forgets the wish, so it is repeated before each read.
/// </summary>
internal static class QuickAcknowledge
{
    private const int TcpLevel = 6;
    private const int TcpQuickAck = 12;

    private static readonly byte[] On = [1, 0, 0, 0];

    public static void Request(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            socket.SetRawSocketOption(TcpLevel, TcpQuickAck, On);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The read that follows reports what is wrong with the socket.
        }
    }
}
