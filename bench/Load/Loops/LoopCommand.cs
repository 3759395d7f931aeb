using System.CommandLine;
using System.Globalization;
using Azure.Messaging.EventHubs;
using Azure.Storage.Blobs;
using ModelData.Bench.Load.Backlog;

namespace ModelData.Bench.Load.Loops;

/// <summary>The process of one loop. Prints the number of visible events five times a second.</summary>
internal static class LoopCommand
{
    public const string Name = "loop";
    public const string Container = "ideal";
    public const string ProgressPrefix = "events ";
    public const string EndedLine = "ended";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public static Command Create()
    {
        var kind = new Option<LoopKind>("--kind") { Required = true };
        var hub = new Option<string>("--hub") { Required = true };
        var group = new Option<string>("--group") { Required = true };
        var blobs = new Option<string?>("--blobs");
        var seconds = new Option<double>("--seconds");
        var command = new Command(Name, "One loop over the backlog.") { kind, hub, group, blobs, seconds };
        command.Hidden = true;
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    parsed.GetValue(kind),
                    parsed.GetValue(hub)!,
                    parsed.GetValue(group)!,
                    parsed.GetValue(blobs),
                    TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task RunAsync(
        LoopKind kind,
        string hub,
        string group,
        string? blobs,
        TimeSpan atLeast,
        CancellationToken cancellationToken
    )
    {
        if (blobs is not null)
        {
            var container = new BlobContainerClient(blobs, Container);
            await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        }

        await using var connection = new EventHubConnection(hub, BacklogPlan.HubName);
        var loop = new DrainLoop(connection, group);
        var running = loop.RunAsync(
            (partition, onVisible) => CreatePacker(kind, blobs, partition, onVisible),
            atLeast,
            cancellationToken
        );
        using var timer = new PeriodicTimer(Interval);
        while (!running.IsCompleted && await timer.WaitForNextTickAsync(cancellationToken))
        {
            Print(loop);
        }

        await running;
        Print(loop);
        Console.WriteLine(EndedLine);
        // The parent reads memory and processor time before it lets this process go.
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private static IEventPacker? CreatePacker(LoopKind kind, string? blobs, string partition, Action<int> onVisible) =>
        kind switch
        {
            LoopKind.Raw => null,
            LoopKind.BulkParquet => new ParquetPacker(new MemoryStream(), onVisible),
            LoopKind.IdealNullSink => new BlockPacker(new NullBlockSink(), onVisible),
            _ => new BlockPacker(AzureBlockSink.Create(blobs!, Container, $"partition-{partition}.csv"), onVisible),
        };

    private static void Print(DrainLoop loop) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ProgressPrefix}{loop.VisibleEvents}"));
}
