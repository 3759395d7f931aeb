using ModelData.Ingestion.Reading.Balancing;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Balancing;

/// <summary>What every place for ownership records does, in memory as in blobs.</summary>
public abstract class OwnershipStoreContract
{
    /// <summary>A store without records.</summary>
    private protected abstract Task<IOwnershipStore> CreateAsync();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_NoRecords_IsEmpty()
    {
        var store = await CreateAsync();

        Assert.Empty((await store.ListAsync(Token)).Ownerships);
    }

    [Fact]
    public async Task TryWrite_FirstTime_IsListed()
    {
        var store = await CreateAsync();

        var written = await store.TryWriteAsync("0", "a/1", null, Token);

        var listing = await store.ListAsync(Token);
        Assert.Equal(written, Assert.Single(listing.Ownerships));
        Assert.Equal(("0", "a/1"), (written!.PartitionId, written.OwnerId));
        Assert.InRange(listing.Now - written.LastModified, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task TryWrite_FirstTimeTwice_OnlyOneWins()
    {
        var store = await CreateAsync();
        string[] members = ["a/1", "b/1", "c/1", "d/1"];

        var results = await Task.WhenAll(members.Select(member => store.TryWriteAsync("0", member, null, Token)));

        var winner = Assert.Single(results, result => result is not null);
        Assert.Equal(winner, Assert.Single((await store.ListAsync(Token)).Ownerships));
    }

    [Fact]
    public async Task TryWrite_OverAnOldVersion_ChangesNothing()
    {
        var store = await CreateAsync();
        var first = await store.TryWriteAsync("0", "a/1", null, Token);
        var second = await store.TryWriteAsync("0", "b/1", first!.Version, Token);

        Assert.Null(await store.TryWriteAsync("0", "a/1", first.Version, Token));

        Assert.NotEqual(first.Version, second!.Version);
        Assert.Equal(second, Assert.Single((await store.ListAsync(Token)).Ownerships));
    }

    [Fact]
    public async Task TryWrite_Renewal_IsANewVersionAndIsYounger()
    {
        var store = await CreateAsync();
        var written = await store.TryWriteAsync("0", "a/1", null, Token);
        // Dates have whole seconds.
        await Eventually.IsTrueAsync(
            async _ =>
            {
                var renewed = await store.TryWriteAsync("0", "a/1", written!.Version, Token);
                var before = written;
                written = renewed;
                Assert.NotEqual(before.Version, renewed!.Version);
                return renewed.LastModified > before.LastModified;
            },
            TimeSpan.FromSeconds(10),
            () => "a renewal to be younger",
            Token
        );
    }

    [Fact]
    public async Task TryWrite_GivenUp_HasNoOwner()
    {
        var store = await CreateAsync();
        var written = await store.TryWriteAsync("0", "a/1", null, Token);

        Assert.NotNull(await store.TryWriteAsync("0", "", written!.Version, Token));

        Assert.Equal("", Assert.Single((await store.ListAsync(Token)).Ownerships).OwnerId);
    }

    [Fact]
    public async Task TryWrite_TheRecordWasDeleted_ChangesNothing()
    {
        var store = await CreateAsync();

        Assert.Null(await store.TryWriteAsync("0", "a/1", "0x8D4BCC2E4835CD0", Token));
        Assert.Empty((await store.ListAsync(Token)).Ownerships);
    }
}
