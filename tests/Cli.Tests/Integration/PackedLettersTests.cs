using System.Text.Json;
using Azure.Messaging.EventHubs;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging.Abstractions;
using ModelData.Cli.DeadLetters;
using ModelData.Cli.Tests.DeadLetters;
using ModelData.HubClient;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Observing.Status;
using ModelData.Ingestion.Reading.DeadLetters;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Integration;
using ModelData.Testing;

namespace ModelData.Cli.Tests.Integration;

/// <summary>Letters in packs beside letters that are blobs of their own, as workers before packs wrote all of them.</summary>
[Trait("Level", "Process")]
public sealed class PackedLettersTests(AzuriteFixture fixture) : IAsyncLifetime
{
    private static readonly string Incarnation = Letters.Incarnation.Text;

    private readonly BlobContainerClient _container = new(
        fixture.Azurite.ConnectionString,
        $"letters-{Guid.NewGuid():N}"
    );

    public async ValueTask InitializeAsync() => await _container.CreateAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task List_PacksAndBlobs_IsOneListByNameAndChoosesByReasonTimeAndAddress()
    {
        await PackAsync(Event(10, "a"), Event(11, "b", hour: 1));
        await PackAsync(Event(2_000, "b", hour: 2));
        await UploadAsync(Event(12, "a", hour: 3), resubmitted: "2026-03-08T00:00:00Z");
        await _container.GetBlobClient($"{Incarnation}/3/{5:D20}-gap.json").UploadAsync(Letters.WriteGap());
        Assert.Equal(["5", "10", "11", "12", "2000"], await ListAsync());
        Assert.Equal(["11", "2000"], await ListAsync("--model", "b"));
        Assert.Equal(["10", "12"], await ListAsync("--model", "a", "--workspace", "sub/rg/ws"));
        Assert.Empty(await ListAsync("--service", "other"));
        Assert.Equal(
            ["11", "2000"],
            await ListAsync("--from", "2026-03-07T01:00:00Z", "--before", "2026-03-07T03:00:00Z")
        );
        Assert.Equal(["5"], await ListAsync("--reason", "gap"));
        Assert.Equal(["10", "11", "12", "2000"], await ListAsync("--reason", "corrupt-encoding"));

        JsonElement[] letters = await LettersAsync();
        Assert.Equal("sub/rg/ws/svc/a/1/inputs", letters[1].GetProperty("address").GetString());
        Assert.Equal(letters[1].GetProperty("address").GetString(), letters[3].GetProperty("address").GetString());
        Assert.Equal(JsonValueKind.Null, letters[1].GetProperty("resubmitted").ValueKind);
        Assert.Equal("2026-03-08T00:00:00Z", letters[3].GetProperty("resubmitted").GetString());
    }

    [Fact]
    public async Task Show_LetterInAPack_IsTheSameAsTheBlobOfAFormerVersion()
    {
        await PackAsync(Event(10, "a"), Event(11, "b"));
        string packed = (await RunAsync("show", Name(11))).Out;
        await UploadAsync(Event(11, "b"));
        Assert.Equal((await RunAsync("show", Name(11))).Out, packed);
        Assert.Contains("reason:           corrupt-encoding", packed);
        ToolRun other = await RunAsync("show", Name(12));
        Assert.Equal(1, other.Code);
        Assert.Contains("There is no dead letter", other.Error);
        Assert.Equal(1, (await RunAsync("show", Name(5_000))).Code);
    }

    /// <summary>A worker before packs wrote it, and one with packs read it again.</summary>
    [Fact]
    public async Task List_LetterInAPackAndAsABlob_IsOneLetterWithTheMarkOfTheBlob()
    {
        await PackAsync(Event(10, "a"), Event(11, "b"));
        await UploadAsync(Event(10, "a"), resubmitted: "2026-03-08T00:00:00Z");
        Assert.Equal(["10", "11"], await ListAsync());
        Assert.Equal("2026-03-08T00:00:00Z", (await LettersAsync())[0].GetProperty("resubmitted").GetString());
    }

    [Fact]
    public async Task Mark_LettersOfAPack_EachHasItsOwnAndThePackIsUnchanged()
    {
        await PackAsync(Event(10, "a"), Event(11, "b"), Event(12, "c"));
        var version = (await _container.GetBlobClient(PackName).GetPropertiesAsync()).Value.ETag;
        var store = new LetterStore(_container, TimeProvider.System);
        Assert.True(await store.TryMarkAsync(await store.ReadAsync(Name(11), default), default));
        Assert.True(await store.TryMarkAsync(await store.ReadAsync(Name(12), default), default));
        Assert.Null((await store.ReadAsync(Name(10), default)).Resubmitted);
        string? first = (await store.ReadAsync(Name(11), default)).Resubmitted;
        Assert.NotNull(first);
        Assert.True(await store.TryMarkAsync(await store.ReadAsync(Name(11), default), default));
        Assert.NotEqual(first, (await store.ReadAsync(Name(11), default)).Resubmitted);
        Assert.Equal(version, (await _container.GetBlobClient(PackName).GetPropertiesAsync()).Value.ETag);
        Assert.Equal(
            [JsonValueKind.Null, JsonValueKind.String, JsonValueKind.String],
            (await LettersAsync()).Select(letter => letter.GetProperty("resubmitted").ValueKind)
        );
    }

    [Fact]
    public async Task Read_PackGrowsMeanwhile_FindsOldAndNewLetters()
    {
        await PackAsync(Event(10, "a"));
        var store = new LetterStore(_container, TimeProvider.System);
        await store.ListAsync(new LetterFilter(null, null, null), default);
        await store.ReadAsync(Name(10), default);
        await PackAsync(Event(10, "a"), Event(11, "b"));
        Assert.Equal(Name(11), (await store.ReadAsync(Name(11), default)).Name);
        Assert.Equal(Name(10), (await store.ReadAsync(Name(10), default)).Name);
    }

    [Fact]
    public async Task List_PackThatSomebodyReplaced_IsUnreadableAndNotSilentlyLeftOut()
    {
        await PackAsync(Event(10, "a"));
        await _container.GetBlobClient(PackName).UploadAsync(BinaryData.FromString("?"), overwrite: true);
        JsonElement letter = Assert.Single(await LettersAsync());
        Assert.Equal("unreadable", letter.GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("\"length\":", "\"length\":-")]
    [InlineData("\"sequenceNumber\":11,", "\"sequenceNumber\":1 1")]
    public async Task List_IndexDamagedInTheMiddle_SaysHowManyLettersAreNotNamed(string part, string instead)
    {
        await PackAsync(Event(10, "a"), Event(11, "b"), Event(12, "c"));
        await DamageAsync(part, instead, line: 1);

        JsonElement[] letters = await LettersAsync("--reason", "sink-refused", "--model", "other");
        Assert.Equal("unreadable", Assert.Single(letters).GetProperty("reason").GetString());
        Assert.Contains("names 1 of 3 letters", letters[0].GetProperty("detail").GetString());
        Assert.Equal(2, (await LettersAsync()).Length);

        Assert.Equal(0, (await RunAsync("show", Name(10))).Code);
        foreach (string name in (string[])[Name(11), PackName])
        {
            ToolRun run = await RunAsync("show", name);
            Assert.Equal(1, run.Code);
            Assert.Contains($"{PackName} is damaged: its index names 1 of 3 letters", run.Error);
            Assert.Contains("Restore the blob from a copy", run.Error);
        }
    }

    [Fact]
    public async Task List_LengthsInTheIndexDamaged_IsSaidAndNoLetterIsTakenForAnother()
    {
        await PackAsync(Event(10, "a"), Event(11, "b"), Event(12, "c"));
        await DamageAsync("\"sequenceNumber\":11,", "\"sequenceNumber\":12,", line: 1);
        var store = new LetterStore(_container, TimeProvider.System);

        StoredLetter wrong = await store.ReadAsync(Name(12), default);

        var e = Assert.Throws<CommandFailedException>(() => ResubmittedEvent.Create(wrong, null));
        Assert.Contains("has the event 11 in its place", e.Message);
        await DamageAsync("\"length\":", "\"length\":1", line: 0);
        Assert.Contains(await LettersAsync(), it => it.GetProperty("reason").GetString() == "unreadable");
    }

    [Fact]
    public async Task Resubmit_PackThatSomebodyReplaced_IsNotDone()
    {
        await PackAsync(Event(10, "a"));
        await _container.GetBlobClient(PackName).UploadAsync(BinaryData.FromString("?"), overwrite: true);
        var store = new LetterStore(_container, TimeProvider.System);
        ListedLetter listed = Assert.Single(await store.ListAsync(new LetterFilter("x", null, null), default));

        var e = await Assert.ThrowsAsync<CommandFailedException>(() => store.ReadAsync(listed.Name, default));

        Assert.Contains("was changed: it holds no letters that can be read", e.Message);
    }

    [Fact]
    public async Task Send_InterruptedOnceItIsSent_IsMarked()
    {
        await PackAsync(Event(10, "a"));
        using var interrupt = new CancellationTokenSource();
        var sender = new SenderOf(() =>
        {
            interrupt.Cancel();
            return null;
        });
        var store = new LetterStore(_container, TimeProvider.System);

        await new Resubmission(store, new LetterSender(sender), null).SendAsync(Name(10), false, interrupt.Token);

        Assert.NotNull((await store.ReadAsync(Name(10), default)).Resubmitted);
    }

    [Theory]
    [InlineData(nameof(HubFailureReason.MessageSizeExceeded), true)]
    [InlineData(nameof(HubFailureReason.InvalidArgument), true)]
    [InlineData(nameof(HubFailureReason.ServiceBusy), false)]
    public async Task Send_HubTakesOtherEventsButNotThis_ItAloneCannotBeSent(string name, bool isOfTheEvent)
    {
        var reason = Enum.Parse<HubFailureReason>(name);
        await PackAsync(Event(10, "a"));
        var sender = new SenderOf(() => new HubException(reason, false, "why"));
        var sut = new Resubmission(new LetterStore(_container, TimeProvider.System), new LetterSender(sender), null);

        var e = await Assert.ThrowsAnyAsync<Exception>(() => sut.SendAsync(Name(10), false, default));

        Assert.Equal(isOfTheEvent, e is CommandFailedException);
        Assert.Contains("why", e.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Resubmission_LetterInAPack_HasTheIdOfTheBlobOfAFormerVersion(bool isNumbered)
    {
        ReceivedEvent received = Event(11, "b", isNumbered: isNumbered);
        var letter = new DeadLetter(Letters.Incarnation, "3", received, new Refusal("corrupt-encoding", "why"));
        (LetterEvent packed, _) = ResubmittedEvent.Create(
            Letters.Stored(new BinaryData(DeadLetterJson.WriteLine(letter)), Name(11)),
            null
        );
        (LetterEvent single, _) = ResubmittedEvent.Create(Letters.Stored(DeadLetterJson.Write(letter), Name(11)), null);
        Assert.Equal(single.Properties, packed.Properties);
        Assert.Equal(single.Body.ToArray(), packed.Body.ToArray());
    }

    private static string PackName => LetterPackName.Of(Incarnation, "3", 0).ToString();

    private static string Name(long sequenceNumber) => $"{Incarnation}/3/{sequenceNumber:D20}.json";

    private static ReceivedEvent Event(long sequenceNumber, string model, int hour = 0, bool isNumbered = false)
    {
        var properties = new Dictionary<string, object?>
        {
            ["cloudEvents:subscription"] = "sub",
            ["cloudEvents:resourcegroup"] = "rg",
            ["cloudEvents:workspace"] = "ws",
            ["cloudEvents:webservice"] = "svc",
            ["cloudEvents:model"] = model,
            ["cloudEvents:modelversion"] = "1",
            ["cloudEvents:identifier"] = "inputs",
        };
        if (isNumbered)
        {
            properties["cloudEvents:producerid"] = "00000000-0000-0000-0000-000000000001";
            properties["cloudEvents:batchsequence"] = "7";
        }

        return new ReceivedEvent
        {
            Body = "\u001b\n+/"u8.ToArray(),
            SequenceNumber = sequenceNumber,
            Offset = $"{sequenceNumber}",
            EnqueuedTime = new DateTimeOffset(2026, 3, 7, hour, 0, 0, TimeSpan.Zero),
            ContentEncoding = "br",
            Properties = properties,
        };
    }

    [Fact]
    public async Task Count_LettersThatWereSentAgain_AreNoRecentOnes()
    {
        await PackAsync(Event(10, "a"), Event(11, "b"), Event(12, "b"));
        await UploadAsync(Event(2_012, "a"));
        // A mark is written to the blob itself, which is as recent as the mark then.
        await UploadAsync(Event(2_013, "a"), resubmitted: "2026-03-08T00:00:00Z");
        DeadLetterStatus before = await LetterCount.ReadAsync(_container, TimeProvider.System, default);
        Assert.Equal((5L, 4L), (before.Letters, before.Recent));

        var store = new LetterStore(_container, TimeProvider.System);
        foreach (long number in (long[])[10, 12, 12, 2_012])
        {
            Assert.True(await store.TryMarkAsync(await store.ReadAsync(Name(number), default), default));
        }
        DeadLetterStatus after = await LetterCount.ReadAsync(_container, TimeProvider.System, default);
        Assert.Equal((5L, 1L), (after.Letters, after.Recent));
    }

    private async Task PackAsync(params ReceivedEvent[] events)
    {
        var writer = new LetterPackWriter(
            Letters.Incarnation,
            "3",
            new SourcePartition(Letters.Incarnation.Id, 3),
            new AzureDataBlobs(_container),
            new EpochBlockIds(),
            NullLogger.Instance
        );
        var progress = new PartitionProgress(
            3,
            ProvenSession.Create("3", Letters.Incarnation),
            PartitionPosition.Start,
            new DuplicateMemory(TimeSpan.FromHours(1))
        );
        await writer.WriteAsync(
            [
                .. events.Select(received =>
                    EncodedLetter.Create(
                        new DeadLetter(Letters.Incarnation, "3", received, new Refusal("corrupt-encoding", "why")),
                        new PendingEvent(progress, received)
                    )
                ),
            ],
            default
        );
    }

    // As somebody would who copies a pack: all of it, with its metadata.
    private async Task DamageAsync(string part, string instead, int line)
    {
        BlobClient blob = _container.GetBlobClient(PackName);
        BlobDownloadResult content = await blob.DownloadContentAsync();
        string[] lines = content.Content.ToString().Split('\n');
        int before = lines[line].Length;
        lines[line] = lines[line].Replace(part, instead, StringComparison.Ordinal)[..before];
        await blob.UploadAsync(
            BinaryData.FromString(string.Join('\n', lines)),
            new BlobUploadOptions { Metadata = content.Details.Metadata }
        );
    }

    private async Task UploadAsync(ReceivedEvent received, string? resubmitted = null)
    {
        var letter = new DeadLetter(Letters.Incarnation, "3", received, new Refusal("corrupt-encoding", "why"));
        var metadata = new Dictionary<string, string>();
        if (resubmitted is not null)
        {
            metadata[LetterMarks.ResubmittedKey] = resubmitted;
        }

        await _container
            .GetBlobClient(Name(received.SequenceNumber))
            .UploadAsync(DeadLetterJson.Write(letter), new BlobUploadOptions { Metadata = metadata });
    }

    private async Task<JsonElement[]> LettersAsync(params string[] args)
    {
        ToolRun run = await RunAsync(["ls", "--json", .. args]);
        Assert.True(run.Code == 0, run.ToString());
        return [.. JsonDocument.Parse(run.Out).RootElement.EnumerateArray()];
    }

    private async Task<IEnumerable<string>> ListAsync(params string[] args) =>
        (await LettersAsync(args)).Select(letter => letter.GetProperty("sequenceNumber").GetRawText());

    private Task<ToolRun> RunAsync(params string[] args) =>
        ToolRun.StartAsync(
            new()
            {
                ["Blobs__ConnectionString"] = fixture.Azurite.ConnectionString,
                ["DeadLetters__Container"] = _container.Name,
            },
            ["dead-letters", .. args]
        );

    private sealed class SenderOf(Func<HubException?> answer) : IHubSender
    {
        public Task SendAsync(EventData data, SendTarget target) =>
            answer() is { } failure ? Task.FromException(failure) : Task.CompletedTask;

        public Task<long> GetMaximumEventBytesAsync(CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<string>> GetPartitionIdsAsync(CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
