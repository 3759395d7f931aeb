using System.Text.Json;
using ModelData.Cli.DeadLetters;
using ModelData.Cli.Tests.DeadLetters;
using ModelData.Integration;
using ModelData.Testing;

namespace ModelData.Cli.Tests.Integration;

/// <summary>Dead letters of a running worker, sent again: what was refused becomes rows, once.</summary>
[Trait("Level", "Process")]
public sealed class ResubmitTests(AzuriteFixture fixture)
{
    [Fact]
    public async Task Resubmit_RefusedByStorage_EachRowIsThereOnceHoweverOftenItIsSent()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString);
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite);
        var refusal = proxy.Arm(
            request => request.Operation == BlobOperation.StageBlock,
            BlobFault.Refuse(412, "LeaseIdMissing"),
            times: int.MaxValue
        );
        await using var worker = await pipeline.StartWorkerAsync(
            new() { ["Flush__RefusedFor"] = "00:00:01" },
            proxy.ConnectionString
        );
        await pipeline.SendAsync(0, 0, 3);
        string name = Assert.Single(await LettersAsync(pipeline, 1));
        Assert.Contains("sink-refused", (await RunAsync(pipeline, "ls", "--reason", "sink-refused")).Out);
        Assert.DoesNotContain(name, (await RunAsync(pipeline, "ls", "--before", "2026-01-01")).Out);

        // The lease is gone.
        refusal.Dispose();
        ToolRun first = await RunAsync(pipeline, "resubmit", "--reason", "sink-refused", "--from", "2026-01-01");
        Assert.True(first.Code == 0, first.ToString());
        Assert.Contains("1 sent, 0 sent before, 0 cannot", first.Out);
        await ExpectRowsAsync(pipeline, worker, [0, 1, 2]);

        // Marked, so skipped; asked for again, sent and dropped by the worker.
        Assert.Contains("sent before", (await RunAsync(pipeline, "resubmit", name)).Out);
        Assert.Equal(
            $"[\n  {{\"name\":\"{name}\",\"outcome\":\"sent-before\",\"problem\":null}}\n]\n",
            (await RunAsync(pipeline, "resubmit", "--all", "--json")).Out
        );
        ToolRun again = await RunAsync(pipeline, "resubmit", name, "--again");
        Assert.EndsWith($"{name} sent\n", again.Out);
        await pipeline.SendAsync(1, 3, 1);
        await ExpectRowsAsync(pipeline, worker, [0, 1, 2, 3]);
        await Eventually.IsTrueAsync(
            async token => await worker.ReadSumAsync("modeldata_duplicates_total", token) == 1,
            Pipeline.Deadline,
            () => $"the second resubmission to be dropped\n{worker.Process.OutputTail}"
        );
        Assert.Single(await pipeline.LettersAsync(1));
    }

    [Fact]
    public async Task Resubmit_EventThatNobodyUnderstands_StaysDeadAndArrivesAsItWas()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString, partitions: 2);
        await using var worker = await pipeline.StartWorkerAsync();
        var strange = TestSender.Create(
            "\u001b[2J what is this"u8.ToArray(),
            "text/odd",
            null,
            [
                new("int", 1),
                new("uint", 2u),
                new("long", 3L),
                new("double", 0.1),
                new("guid", Guid.NewGuid()),
                new("bytes", new byte[] { 1, 2 }),
                new("time", new DateTime(2026, 3, 7, 1, 2, 3, 4, DateTimeKind.Utc)),
                new("cloudEvents:time", "2026-03-07T00:00:00Z"),
            ]
        );
        strange.MessageId = "m-1";
        await pipeline.Sender.SendToPartitionAsync(strange, "1");
        string before = Assert.Single(await LettersAsync(pipeline, 1));
        ToolRun run = await RunAsync(pipeline, "resubmit", before);
        Assert.True(run.Code == 0, run.ToString());

        string after = (await LettersAsync(pipeline, 2)).Single(name => name != before);
        Letter first = await ReadAsync(pipeline, before);
        Letter second = await ReadAsync(pipeline, after);
        Assert.Equal("not-cloudevents", second.Reason);
        Assert.Equal((first.Partition, "1"), (second.Partition, second.Partition));
        Assert.Equal(first.Body.ToArray(), second.Body.ToArray());
        Assert.Equal((first.ContentType, first.MessageId), (second.ContentType, second.MessageId));
        Assert.Equal(first.Properties, second.Properties.SkipLast(2));
        ToolRun shown = await RunAsync(pipeline, "show", before);
        Assert.Contains("\\u{1b}[2J what is this", shown.Out);
        Assert.Matches("resubmitted: +20", shown.Out);
    }

    [Fact]
    public async Task Resubmit_Gap_IsAnErrorByNameAndLeftOutOfAll()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString);
        await pipeline.DeadLetters.CreateAsync();
        await pipeline.DeadLetters.GetBlobClient(Letters.GapName).UploadAsync(Letters.WriteGap());
        ToolRun one = await RunAsync(pipeline, "resubmit", Letters.GapName);
        Assert.Equal(1, one.Code);
        Assert.Contains("cannot be sent again: it stands for events that expired", one.Error);
        Assert.Equal(2, (await RunAsync(pipeline, "resubmit", "--reason", "gap")).Code);
        ToolRun all = await RunAsync(pipeline, "resubmit", "--all");
        Assert.Equal(0, all.Code);
        Assert.Equal("0 sent, 0 sent before, 0 cannot be sent again\n", all.Out);
        JsonElement listed = JsonDocument.Parse((await RunAsync(pipeline, "ls", "--json")).Out).RootElement[0];
        Assert.Equal("gap", listed.GetProperty("reason").GetString());
        Assert.Equal(JsonValueKind.Null, listed.GetProperty("resubmitted").ValueKind);
    }

    [Fact]
    public async Task TryMark_LetterChangedMeanwhile_DoesNotOverwriteIt()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString);
        await pipeline.DeadLetters.CreateAsync();
        var blob = pipeline.DeadLetters.GetBlobClient(Letters.Name);
        await blob.UploadAsync(Letters.Write(Letters.Event()));
        await blob.SetMetadataAsync(new Dictionary<string, string> { ["owner"] = "somebody" });
        var store = new LetterStore(pipeline.DeadLetters, TimeProvider.System);
        StoredLetter stale = await store.ReadAsync(Letters.Name, default);
        StoredLetter fresh = await store.ReadAsync(Letters.Name, default);
        Assert.True(await store.TryMarkAsync(fresh, default));
        Assert.False(await store.TryMarkAsync(stale, default));
        StoredLetter marked = await store.ReadAsync(Letters.Name, default);
        Assert.NotNull(marked.Resubmitted);
        Assert.Equal("somebody", marked.Metadata["owner"]);
    }

    private async Task<ToolRun> RunAsync(Pipeline pipeline, params string[] args) =>
        await ToolRun.StartAsync(
            new()
            {
                ["Blobs__ConnectionString"] = fixture.Azurite.ConnectionString,
                ["DeadLetters__Container"] = pipeline.DeadLetters.Name,
                ["EventHubs__ConnectionString"] = pipeline.Broker.ConnectionString,
                ["EventHubs__HubName"] = Pipeline.Hub,
            },
            ["dead-letters", .. args]
        );

    private static async Task<IReadOnlyList<string>> LettersAsync(Pipeline pipeline, int count) =>
        [.. (await pipeline.LettersAsync(count)).Select(letter => letter.Name)];

    private static async Task<Letter> ReadAsync(Pipeline pipeline, string name)
    {
        StoredLetter stored = await new LetterStore(pipeline.DeadLetters, TimeProvider.System).ReadAsync(name, default);
        Assert.True(LetterJson.TryRead(stored.Content, out Letter? letter, out string? problem), problem);
        return letter;
    }

    /// <summary>Waits until the rows of all files of the folder are these.</summary>
    private static async Task ExpectRowsAsync(Pipeline pipeline, WorkerProcess worker, int[] expected)
    {
        List<int> rows = [];
        await Eventually.IsTrueAsync(
            async token =>
            {
                rows = [];
                foreach (string file in await Pipeline.NamesAsync(pipeline.Data))
                {
                    if (!file.EndsWith(".csv", StringComparison.Ordinal))
                    {
                        continue;
                    }

                    rows.AddRange(await pipeline.ReadAsync(file, token));
                }
                rows.Sort();
                return rows.SequenceEqual(expected);
            },
            Pipeline.Deadline,
            () => $"rows {string.Join(',', expected)}; there are {string.Join(',', rows)}\n{worker.Process.OutputTail}"
        );
    }
}
