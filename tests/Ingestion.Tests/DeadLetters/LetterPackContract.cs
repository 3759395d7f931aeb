using Microsoft.Extensions.Logging.Abstractions;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.DeadLetters;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.DeadLetters;

/// <summary>What packs rely on, whoever keeps the blobs.</summary>
public abstract class LetterPackContract
{
    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<IDataBlobs> CreateAsync();

    /// <summary>What a person does who uploads a file over ours.</summary>
    private protected abstract Task UploadAsync(string name, string content);

    [Fact]
    public async Task Write_NextLetters_GrowThePackAndReadAlone()
    {
        var blobs = await CreateAsync();
        var sut = Create(blobs);
        await sut.WriteAsync(Letters(3, 4), Token);
        await sut.WriteAsync(Letters(9), Token);
        await sut.WriteAsync(Letters(1000, 1999), Token);
        Assert.Equal([3, 4, 9], await ReadAsync(blobs, 0));
        Assert.Equal([1000, 1999], await ReadAsync(blobs, 1000));

        var loaded = await blobs.LoadAsync(Name(0), Token);
        var metadata = PackMetadata.TryRead(loaded!.Metadata);
        Assert.Equal(3, metadata!.Letters);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(3), metadata.From);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(9), metadata.To);
        byte[] index = new byte[metadata.IndexBytes];
        await blobs.ReadAsync(Name(0), 0, index, loaded.ETag, Token);
        var entry = PackIndexEntry.Read(index)[1];
        Assert.Equal(["default", "default", "default", "default", "m", "default", "default"], entry.Address);
        Assert.Equal((4L, "not-cloudevents", "why 4"), (entry.SequenceNumber, entry.Reason, entry.Detail));
    }

    [Fact]
    public async Task Write_AnotherWriterWasThere_FailsOnceAndLeavesOutWhatIsIn()
    {
        var blobs = await CreateAsync();
        var stale = Create(blobs);
        var owner = Create(blobs);
        await stale.WriteAsync(Letters(0), Token);
        Assert.Equal(2, (await owner.WriteAsync(Letters(0, 1, 2), Token)).Count);
        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => stale.WriteAsync(Letters(1, 2, 3), Token));
        Assert.Equal([3], (await stale.WriteAsync(Letters(1, 2, 3), Token)).Select(it => it.SequenceNumber));
        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => owner.WriteAsync(Letters(3), Token));
        Assert.Empty(await owner.WriteAsync(Letters(3), Token));
        Assert.Equal([0, 1, 2, 3], await ReadAsync(blobs, 0));
    }

    [Fact]
    public async Task Write_TwoBeginAPack_OneWins()
    {
        var blobs = await CreateAsync();
        var first = Create(new ForgettingFirstLoad(blobs));
        await Create(blobs).WriteAsync(Letters(0), Token);
        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => first.WriteAsync(Letters(0, 1), Token));
        await first.WriteAsync(Letters(0, 1), Token);
        Assert.Equal([0, 1], await ReadAsync(blobs, 0));
    }

    [Fact]
    public async Task Write_OneByOne_SmallBlocksAreMerged()
    {
        var blobs = await CreateAsync();
        var sut = Create(blobs);
        for (int i = 0; i < 200; i++)
        {
            await sut.WriteAsync(Letters(i), Token);
        }

        Assert.Equal(Enumerable.Range(0, 200).Select(i => (long)i), await ReadAsync(blobs, 0));
        Assert.InRange((await blobs.LoadAsync(Name(0), Token))!.Blocks.Count, 2, 150);
    }

    [Fact]
    public async Task Write_SomebodyReplacedThePack_GoesOnBesideIt()
    {
        var blobs = await CreateAsync();
        var sut = Create(blobs);
        await sut.WriteAsync(Letters(0), Token);
        await UploadAsync(Name(0), "somebody else's");
        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => sut.WriteAsync(Letters(1), Token));
        await sut.WriteAsync(Letters(1), Token);
        await Create(blobs).WriteAsync(Letters(1, 2), Token);
        Assert.Equal([1, 2], await ReadAsync(blobs, 0, ordinal: 2));
    }

    private static LetterPackWriter Create(IDataBlobs blobs) =>
        new(
            Rows.Incarnation,
            "0",
            new SourcePartition(Rows.Incarnation.Id, 0),
            blobs,
            new EpochBlockIds(),
            NullLogger.Instance
        );

    private static string Name(long first, int ordinal = 1) =>
        new LetterPackName(Rows.Incarnation.Text, "0", first, ordinal).ToString();

    private static async Task<IEnumerable<long>> ReadAsync(IDataBlobs blobs, long first, int ordinal = 1)
    {
        string name = Name(first, ordinal);
        var loaded = await blobs.LoadAsync(name, Token);
        byte[] content = new byte[loaded!.Length];
        await blobs.ReadAsync(name, 0, content, loaded.ETag, Token);
        return PackFile.Read(name, loaded.Metadata, content).Select(letter => long.Parse(letter.Name[^25..^5]));
    }

    private static List<EncodedLetter> Letters(params long[] numbers) =>
        [
            .. numbers.Select(number =>
            {
                var received = new ReceivedEvent
                {
                    Body = new byte[100],
                    SequenceNumber = number,
                    Offset = $"{number}",
                    EnqueuedTime = DateTimeOffset.UnixEpoch.AddSeconds(number),
                    Properties = new Dictionary<string, object?> { ["cloudEvents:model"] = "m" },
                };
                return EncodedLetter.Create(
                    new DeadLetter(Rows.Incarnation, "0", received, new Refusal("not-cloudevents", $"why {number}")),
                    new PendingEvent(Rows.Progress(), received)
                );
            }),
        ];

    /// <summary>Somebody creates a pack behind the look of another.</summary>
    private sealed class ForgettingFirstLoad(IDataBlobs inner) : ModelData.Ingestor.Variants.DataBlobsDecorator(inner)
    {
        private bool _hasLooked;

        public override Task<LoadedBlob?> LoadAsync(string name, CancellationToken cancellationToken)
        {
            if (_hasLooked)
            {
                return base.LoadAsync(name, cancellationToken);
            }

            _hasLooked = true;
            return Task.FromResult<LoadedBlob?>(null);
        }
    }
}
