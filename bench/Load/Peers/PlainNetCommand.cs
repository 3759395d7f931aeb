using System.CommandLine;
using System.Globalization;
using Azure.Messaging.EventHubs;
using ModelData.Bench.Load.Backlog;
using ModelData.Bench.Load.Drain;

namespace ModelData.Bench.Load.Peers;

/// <summary>The process of the plain .NET peer. Prints the number of rows written five times a second.</summary>
internal static class PlainNetCommand
{
    private const string Name = "plain-net";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public static List<string> Arguments(IngestOptions options, string hub, string? blobs, long rows)
    {
        List<string> arguments =
        [
            Name,
            "--hub",
            hub,
            "--format",
            options.Format.ToString(),
            "--seconds",
            options.Peers.Drain.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            "--rows",
            rows.ToString(CultureInfo.InvariantCulture),
        ];
        arguments.AddRange(blobs is null ? [] : ["--blobs", blobs]);
        return arguments;
    }

    public static Command Create()
    {
        var hub = new Option<string>("--hub") { Required = true };
        var format = new Option<DataFormat>("--format");
        var blobs = new Option<string?>("--blobs");
        var seconds = new Option<double>("--seconds") { Required = true };
        var rows = new Option<long>("--rows") { Required = true };
        var command = new Command(Name, "A plain .NET program over the backlog.") { hub, format, blobs, seconds, rows };
        command.Hidden = true;
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    parsed.GetValue(hub)!,
                    PeerStorage.Create(parsed.GetValue(blobs)),
                    parsed.GetValue(format),
                    TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                    parsed.GetValue(rows),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task RunAsync(
        string hub,
        PeerStorage storage,
        DataFormat format,
        TimeSpan drain,
        long rows,
        CancellationToken cancellationToken
    )
    {
        await storage.PrepareAsync(cancellationToken);
        await using var connection = new EventHubConnection(hub, BacklogPlan.HubName);
        var worker = new PlainNetWorker(connection, storage, format, drain, rows);
        var running = worker.RunAsync(cancellationToken);
        using var timer = new PeriodicTimer(Interval);
        while (!running.IsCompleted && await timer.WaitForNextTickAsync(cancellationToken))
        {
            Print(worker.WrittenRows);
        }

        await running;
        Print(worker.WrittenRows);
        Console.WriteLine(PeerContender.EndedLine);
        // The parent reads memory and processor time before it lets this process go.
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private static void Print(long rows) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{PeerContender.ProgressPrefix}{rows}"));
}
