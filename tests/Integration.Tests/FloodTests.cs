using System.Diagnostics;
using Azure.Messaging.EventHubs;
using ModelData.Testing;

namespace ModelData.Integration;

/// <summary>Thousands of events that nobody understands, and a good one behind them.</summary>
[Trait("Level", "Process")]
public sealed class FloodTests(AzuriteFixture fixture, ITestOutputHelper output)
{
    private const int Bad = 10_000;
    private const int BadPerMessage = 800;
    private const int Attempts = 3;
    private static readonly TimeSpan FlushAge = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Limit = FlushAge + TimeSpan.FromSeconds(2);

    /// <summary>Twice what ten thousand bad events cost on a slow machine, and half of what a request for each would.</summary>
    private static readonly TimeSpan BusyLimit = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Other test programs use the processors as well: what took too long by the clock counts by the worker's processor time, and is measured again. A request
    /// for each letter takes longer by either. Letters must be right each time.
    /// </summary>
    [Fact]
    public async Task BadEvents_ManyBeforeAGoodRow_ItIsVisibleSoonAndEachIsALetterOnce()
    {
        var visible = TimeSpan.MaxValue;
        var busy = TimeSpan.MaxValue;
        for (int attempt = 0; attempt < Attempts && visible > Limit && busy > BusyLimit; attempt++)
        {
            (visible, busy) = await PlayAsync();
        }

        Assert.True(
            visible <= Limit || busy <= BusyLimit,
            $"visible after {visible}, of which the worker was busy for {busy}"
        );
    }

    private async Task<(TimeSpan Visible, TimeSpan Busy)> PlayAsync()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString);
        await SendAsync(pipeline);
        await pipeline.SendAsync(0, 0, 1);
        await using var worker = await pipeline.StartWorkerAsync();
        // It is ready as soon as it reads.
        using var process = Process.GetProcessById(worker.Id);
        var busyBefore = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        await pipeline.ExpectAsync($"{Pipeline.Folder}/data.csv", [0]);
        var visible = watch.Elapsed;
        process.Refresh();
        var busy = process.TotalProcessorTime - busyBefore;
        var letters = await pipeline.LettersAsync(Bad);
        output.WriteLine(
            $"the row is visible after {visible.TotalSeconds:F2} s, of which the worker was busy for {busy.TotalSeconds:F2} s; "
                + $"{Bad} letters after {watch.Elapsed.TotalSeconds:F2} s"
        );

        Assert.Equal(Bad, letters.Select(letter => letter.Name).Distinct().Count());
        Assert.Equal(Bad / 1000, (await Pipeline.NamesAsync(pipeline.DeadLetters)).Count);
        Assert.Equal(Bad, await worker.ReadSumAsync("modeldata_dead_letters_total"));
        Assert.Equal(0, await worker.TerminateAsync(TimeSpan.FromSeconds(40)));
        string[] lines =
        [
            .. worker
                .Process.Output.Split('\n')
                .Where(line =>
                    line.Contains("Event dead-lettered", StringComparison.Ordinal)
                    || line.Contains(" in all", StringComparison.Ordinal)
                ),
        ];
        Assert.Collection(
            lines,
            line => Assert.Contains("Event dead-lettered as not-cloudevents: partition 0, sequence number 0", line),
            line => Assert.Contains($"partition 0: {Bad} in all, with sequence numbers from 0 to {Bad - 1}", line)
        );
        return (visible, busy);
    }

    private static async Task SendAsync(Pipeline pipeline)
    {
        byte[] junk = new byte[1024];
        Array.Fill(junk, (byte)'?');
        foreach (int[] numbers in Enumerable.Range(0, Bad).Chunk(BadPerMessage))
        {
            await pipeline.Sender.SendToPartitionAsync(numbers.Select(_ => new EventData(junk)), "0");
        }
    }
}
