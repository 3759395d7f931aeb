using System.CommandLine;
using System.Net;
using System.Net.Sockets;

namespace ModelData.LocalEventHubs.CommandLine;

/// <summary>
/// <c>health</c>: whether the broker of the same container answers, for the health check of an image that has neither shell nor curl. A client's
/// first bytes must be
/// answered: a port alone is kept open by the system even when the program hangs. Ends with 0 or 1.
/// </summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    // "AMQP", then the protocol id of SASL and version 1.0.0.
    private static readonly byte[] SaslHeader = [.. "AMQP"u8, 3, 1, 0, 0];

    public static Command Create(Option<int> port)
    {
        var command = new Command("health", "Whether a broker on this machine answers at --port.") { port };
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments.GetValue(port), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int port, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, deadline.Token);
            await client.GetStream().WriteAsync(SaslHeader, deadline.Token);
            // Where the wire is TLS the answer is that these bytes are none: the program works as well.
            await client.GetStream().ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, deadline.Token);
            return 0;
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
