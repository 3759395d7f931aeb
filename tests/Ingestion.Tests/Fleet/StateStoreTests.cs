using Azure;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.State;
using ModelData.Ingestion.Settings;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Fleet;

/// <summary>What every place for states does, in memory as in blobs.</summary>
public abstract class StateStoreContract
{
    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<IStateStore> CreateAsync();

    [Fact]
    public async Task Load_NoState_IsNull()
    {
        var store = await CreateAsync();

        Assert.Equal((null, null), await store.LoadAsync("0", Token));
    }

    [Fact]
    public async Task TrySave_FirstTime_IsLoaded()
    {
        var store = await CreateAsync();

        ETag? etag = await store.TrySaveAsync("0", State(5), null, Token);

        var (state, loaded) = await store.LoadAsync("0", Token);
        Assert.Equal((5L, etag), (state!.Position, loaded));
    }

    [Fact]
    public async Task TrySave_OverTheLastVersion_Replaces()
    {
        var store = await CreateAsync();
        ETag? first = await store.TrySaveAsync("0", State(5), null, Token);

        Assert.NotNull(await store.TrySaveAsync("0", State(6), first, Token));

        Assert.Equal(6, (await store.LoadAsync("0", Token)).State!.Position);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TrySave_OverAnotherVersion_ChangesNothing(bool isStale)
    {
        var store = await CreateAsync();
        ETag? first = await store.TrySaveAsync("0", State(5), null, Token);
        await store.TrySaveAsync("0", State(6), first, Token);

        Assert.Null(await store.TrySaveAsync("0", State(7), isStale ? first : null, Token));

        Assert.Equal(6, (await store.LoadAsync("0", Token)).State!.Position);
    }

    [Fact]
    public async Task List_States_AreAllThereWithWhatTheySay()
    {
        var store = await CreateAsync();
        Assert.Empty(await ListAsync(store));
        ETag? first = await store.TrySaveAsync("0", State(5), null, Token);
        await store.TrySaveAsync("0", State(6), first, Token);
        await store.TrySaveAsync("10", State(-1), null, Token);

        var listed = await ListAsync(store);

        Assert.Equal(["0", "10"], listed.Select(it => it.PartitionId));
        Assert.Equal(
            [new StateFacts(6, DateTimeOffset.UnixEpoch, null, "i"), new(-1, DateTimeOffset.UnixEpoch, null, "i")],
            listed.Select(it => it.Facts)
        );
    }

    private protected static async Task<List<ListedState>> ListAsync(IStateStore store) =>
        await store.ListAsync(Token).ToListAsync(Token);

    private static PartitionState State(long position) =>
        new()
        {
            Incarnation = "i",
            HubCreatedAt = DateTimeOffset.UnixEpoch,
            Position = position,
            Offset = $"{position}",
            EnqueuedTime = DateTimeOffset.UnixEpoch,
            Routing = RoutingSettings.Create(padded: true, new OutputSettings()),
            Producers = [],
        };
}

[Trait("Level", "Unit")]
public sealed class InMemoryStatesTests : StateStoreContract
{
    private protected override Task<IStateStore> CreateAsync() => Task.FromResult<IStateStore>(new InMemoryStates());
}

[Trait("Level", "Integration")]
public sealed class BlobStateStoreTests(AzuriteFixture fixture) : StateStoreContract
{
    private protected override async Task<IStateStore> CreateAsync() =>
        new BlobStateStore(await fixture.CreateContainerAsync(), "ns/hub/group/state/");
}
