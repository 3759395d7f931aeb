using System.CommandLine;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;

namespace ModelData.Bench.Load.Wire;

/// <summary>The processes of <c>wire</c>: one side of a connection each.</summary>
internal static class WirePeerCommand
{
    public const string RawSink = "raw-sink";
    public const string RawSource = "raw-source";
    public const string Sender = "wire-send";
    public const string Receiver = "wire-receive";
    public const string HubName = "wire";

    private static readonly Option<int> Bytes = new("--bytes") { Required = true };
    private static readonly Option<int> Port = new("--port") { Required = true };
    private static readonly Option<double> Seconds = new("--seconds") { Required = true };
    private static readonly Option<string> Hub = new("--hub") { Required = true };
    private static readonly Option<int> Partitions = new("--partitions") { Required = true };
    private static readonly Option<bool> IsBatched = new("--batched");

    public static Command CreateRawSink()
    {
        var command = new Command(RawSink, "Reads messages from a socket.") { Bytes };
        command.Hidden = true;
        command.SetAction(parsed => RawTcp.Sink(parsed.GetValue(Bytes)));
        return command;
    }

    public static Command CreateRawSource()
    {
        var command = new Command(RawSource, "Writes messages to a socket.") { Port, Bytes, Seconds };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            var meter = Meter(parsed);
            RawTcp.Source(parsed.GetValue(Port), parsed.GetValue(Bytes), meter);
            meter.Print();
        });
        return command;
    }

    public static Command CreateSender()
    {
        var command = new Command(Sender, "Sends events.") { Hub, Partitions, Bytes, Seconds, IsBatched };
        command.Hidden = true;
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var client = new EventHubProducerClient(parsed.GetValue(Hub)!, HubName);
                var meter = Meter(parsed);
                var sending = new EventSending(client, parsed.GetValue(Partitions), parsed.GetValue(Bytes), meter);
                await (
                    parsed.GetValue(IsBatched)
                        ? sending.SendBatchesAsync(cancellationToken)
                        : sending.SendOneByOneAsync(cancellationToken)
                );
                meter.Print();
            }
        );
        return command;
    }

    public static Command CreateReceiver()
    {
        var command = new Command(Receiver, "Receives events.") { Hub, Partitions, Bytes, Seconds };
        command.Hidden = true;
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var connection = new EventHubConnection(parsed.GetValue(Hub)!, HubName);
                var meter = Meter(parsed);
                await new EventReceiving(
                    connection,
                    parsed.GetValue(Partitions),
                    parsed.GetValue(Bytes),
                    meter
                ).RunAsync(cancellationToken);
                meter.Print();
            }
        );
        return command;
    }

    private static WireMeter Meter(ParseResult parsed) => new(TimeSpan.FromSeconds(parsed.GetValue(Seconds)));
}
