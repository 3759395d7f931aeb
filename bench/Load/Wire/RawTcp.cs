using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ModelData.Bench.Load.Wire;

/// <summary>Messages over a plain TCP connection: blocking calls, one per message on the sending side.</summary>
internal static class RawTcp
{
    public const string ListeningPrefix = "listening ";

    /// <summary>Takes one connection and reads whole messages until it ends.</summary>
    public static void Sink(int messageBytes)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ListeningPrefix}{port}"));
        using var socket = listener.Accept();
        byte[] message = new byte[messageBytes];
        while (TryRead(socket, message)) { }
    }

    /// <summary>Sends messages for as long as the meter wants.</summary>
    public static void Source(int port, int messageBytes, WireMeter meter)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.NoDelay = true;
        socket.Connect(IPAddress.Loopback, port);
        byte[] message = new byte[messageBytes];
        Random.Shared.NextBytes(message);
        while (!meter.IsOver)
        {
            for (int sent = 0; sent < message.Length; )
            {
                sent += socket.Send(message.AsSpan(sent));
            }

            meter.Count(1);
        }
    }

    private static bool TryRead(Socket socket, Span<byte> message)
    {
        while (!message.IsEmpty)
        {
            int read = socket.Receive(message);
            if (read == 0)
            {
                return false;
            }

            message = message[read..];
        }

        return true;
    }
}
