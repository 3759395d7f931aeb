using System.Text;
using Azure;
using ModelData.Ingestion.Blobs;

namespace ModelData.Ingestion.Tests.Committing.Contract;

/// <summary>What the commit relies on, whoever keeps the blobs.</summary>
public abstract class DataBlobsContract
{
    private const string Name = "sub/m/1/inputs/2026/01/01/data.csv";
    private readonly EpochBlockIds _ids = new();

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<IDataBlobs> CreateAsync();

    /// <summary>What a person does who deletes a file.</summary>
    private protected abstract Task DeleteAsync(string name);

    /// <summary>What a person does who uploads a file over ours.</summary>
    private protected abstract Task UploadAsync(string name, string content);

    [Fact]
    public async Task Commit_StagedBlocks_BecomeTheBlobInTheirOrder()
    {
        var sut = await CreateAsync();
        string first = await StageAsync(sut, "one,");
        string second = await StageAsync(sut, "two");
        var receipt = await CommitAsync(sut, [second, first], null, ("seq", "a"), ("rows", "2"));

        var blob = await sut.LoadAsync(Name, Token);
        Assert.Equal(receipt.ETag, blob!.ETag);
        Assert.Equal(7, blob.Length);
        Assert.Equal([new CommittedBlock(second, 3), new CommittedBlock(first, 4)], blob.Blocks);
        Assert.Equal([new("rows", "2"), new("seq", "a")], blob.Metadata.OrderBy(entry => entry.Key));
        Assert.Equal("twoone,", await ReadAsync(sut, blob.ETag, 0, 7));
    }

    [Fact]
    public async Task Commit_Again_KeepsBlocksAndClearsMetadataThatIsNotNamed()
    {
        var sut = await CreateAsync();
        string first = await StageAsync(sut, "one,");
        var before = await CommitAsync(sut, [first], null, ("seq", "a"), ("commit", "1"));
        string second = await StageAsync(sut, "two,");
        var after = await CommitAsync(sut, [first, second], before.ETag, ("seq", "b"));

        Assert.NotEqual(before.ETag, after.ETag);
        var blob = await sut.LoadAsync(Name, Token);
        Assert.Equal(after.ETag, blob!.ETag);
        Assert.Equal([new("seq", "b")], blob.Metadata);
        Assert.Equal("one,two,", await ReadAsync(sut, after.ETag, 0, 8));
    }

    [Fact]
    public async Task Commit_BlobExists_IsAConflictForWhoExpectsNone()
    {
        var sut = await CreateAsync();
        var before = await CommitAsync(sut, [await StageAsync(sut, "one")], null);
        string late = await StageAsync(sut, "two");
        await FailsAsync(409, "BlobAlreadyExists", () => CommitAsync(sut, [late], null));
        Assert.Equal("one", await ReadAsync(sut, before.ETag, 0, 3));
    }

    [Fact]
    public async Task Commit_OtherVersion_IsAConflictAndChangesNothing()
    {
        var sut = await CreateAsync();
        string first = await StageAsync(sut, "one,");
        var old = await CommitAsync(sut, [first], null, ("seq", "a"));
        string second = await StageAsync(sut, "two,");
        var current = await CommitAsync(sut, [first, second], old.ETag, ("seq", "b"));
        string late = await StageAsync(sut, "stale");
        await FailsAsync(412, "ConditionNotMet", () => CommitAsync(sut, [first, late], old.ETag, ("seq", "c")));

        var blob = await sut.LoadAsync(Name, Token);
        Assert.Equal(current.ETag, blob!.ETag);
        Assert.Equal("b", blob.Metadata["seq"]);
        // The block is still there for whoever has the right version.
        await CommitAsync(sut, [first, second, late], current.ETag);
    }

    [Fact]
    public async Task Commit_BlobWasDeleted_IsAConflictForWhoExpectsIt()
    {
        var sut = await CreateAsync();
        string first = await StageAsync(sut, "one,");
        var before = await CommitAsync(sut, [first], null);
        await DeleteAsync(Name);
        Assert.Null(await sut.LoadAsync(Name, Token));
        string second = await StageAsync(sut, "two,");
        await FailsAsync(412, "ConditionNotMet", () => CommitAsync(sut, [first, second], before.ETag));
        await FailsAsync(400, "InvalidBlockList", () => CommitAsync(sut, [first, second], null));
    }

    [Fact]
    public async Task Commit_UnknownBlock_IsRefusedAndChangesNothing()
    {
        var sut = await CreateAsync();
        string first = await StageAsync(sut, "one,");
        var before = await CommitAsync(sut, [first], null);
        await FailsAsync(400, "InvalidBlockList", () => CommitAsync(sut, [first, _ids.Next(1)], before.ETag));
        Assert.Equal(before.ETag, (await sut.LoadAsync(Name, Token))!.ETag);
    }

    [Fact]
    public async Task Commit_OtherStagedBlocks_AreDiscarded()
    {
        var sut = await CreateAsync();
        string first = await StageAsync(sut, "one,");
        string other = await StageAsync(sut, "another writer's");
        var before = await CommitAsync(sut, [first], null);
        await FailsAsync(400, "InvalidBlockList", () => CommitAsync(sut, [first, other], before.ETag));
    }

    [Fact]
    public async Task Commit_BlocksThatAreLeftOut_AreGone()
    {
        var sut = await CreateAsync();
        string first = await StageAsync(sut, "one,");
        string second = await StageAsync(sut, "two,");
        var before = await CommitAsync(sut, [first, second], null);
        string merged = await StageAsync(sut, "one,two,three,");
        var after = await CommitAsync(sut, [merged], before.ETag);
        Assert.Equal([new CommittedBlock(merged, 14)], (await sut.LoadAsync(Name, Token))!.Blocks);
        await FailsAsync(400, "InvalidBlockList", () => CommitAsync(sut, [merged, first], after.ETag));
    }

    [Fact]
    public async Task Commit_IdStagedAgain_TakesTheLatestContent()
    {
        var sut = await CreateAsync();
        string first = await StageAsync(sut, "one,");
        var before = await CommitAsync(sut, [first], null);
        await StageAsync(sut, "replaced,", first);
        var after = await CommitAsync(sut, [first], before.ETag);
        Assert.Equal("replaced,", await ReadAsync(sut, after.ETag, 0, 9));
    }

    [Fact]
    public async Task Load_StagedOnly_IsNoBlob()
    {
        var sut = await CreateAsync();
        await StageAsync(sut, "one");
        Assert.Null(await sut.LoadAsync(Name, Token));
        Assert.Empty(await sut.ListAsync("sub/", Token));
        await FailsAsync(404, "BlobNotFound", () => sut.ReadLengthAsync(Name, Token));
    }

    [Fact]
    public async Task Load_UploadedByAPerson_HasNeitherBlocksNorMetadata()
    {
        var sut = await CreateAsync();
        var before = await CommitAsync(sut, [await StageAsync(sut, "one")], null, ("seq", "a"));
        await UploadAsync(Name, "mine\n");
        var blob = await sut.LoadAsync(Name, Token);
        Assert.NotEqual(before.ETag, blob!.ETag);
        Assert.Equal(5, blob.Length);
        Assert.Empty(blob.Blocks);
        Assert.Empty(blob.Metadata);
        Assert.Equal("mine\n", await ReadAsync(sut, blob.ETag, 0, 5));
    }

    [Fact]
    public async Task List_Prefix_ShowsCommittedBlobsWithTheirMetadataInOrder()
    {
        var sut = await CreateAsync();
        string[] names =
        [
            "sub/a/data.csv",
            "sub/a/data-2.csv",
            "sub/a/data.parquet",
            "sub/b/data.csv",
            "sub/a-b/data.csv",
        ];
        foreach (string name in names)
        {
            await CommitAsync(sut, [await StageAsync(sut, "x", name: name)], null, name, ("seq", name));
        }

        var listed = await sut.ListAsync("sub/a/data", Token);
        Assert.Equal(["sub/a/data-2.csv", "sub/a/data.csv", "sub/a/data.parquet"], listed.Select(blob => blob.Name));
        Assert.All(listed, blob => Assert.Equal(blob.Name, blob.Metadata["seq"]));
        Assert.Empty(await sut.ListAsync("sub/c/", Token));
    }

    [Fact]
    public async Task Read_Ranges_CrossBlocks()
    {
        var sut = await CreateAsync();
        string[] ids = [await StageAsync(sut, "0123"), await StageAsync(sut, "45"), await StageAsync(sut, "6789")];
        var receipt = await CommitAsync(sut, ids, null);
        for (int from = 0; from < 10; from++)
        {
            for (int to = from + 1; to <= 10; to++)
            {
                Assert.Equal("0123456789"[from..to], await ReadAsync(sut, receipt.ETag, from, to - from));
            }
        }
    }

    [Fact]
    public async Task Read_WhatIsNotThere_Fails()
    {
        var sut = await CreateAsync();
        string first = await StageAsync(sut, "0123");
        var old = await CommitAsync(sut, [first], null);
        await FailsAsync(416, "InvalidRange", () => ReadAsync(sut, old.ETag, 2, 3));
        await FailsAsync(416, "InvalidRange", () => ReadAsync(sut, old.ETag, 4, 1));
        var current = await CommitAsync(sut, [first, await StageAsync(sut, "45")], old.ETag);
        await FailsAsync(412, "ConditionNotMet", () => ReadAsync(sut, old.ETag, 0, 4));
        await DeleteAsync(Name);
        // A service may look at the condition first, or for the blob.
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => ReadAsync(sut, current.ETag, 0, 4));
        Assert.True(failure.Status is 404 or 412, failure.Message);
    }

    [Fact]
    public async Task ReadLength_EachVersion_IsItsOwn()
    {
        var sut = await CreateAsync();
        string first = await StageAsync(sut, "0123");
        var old = await CommitAsync(sut, [first], null);
        Assert.Equal((old.ETag, 4), await sut.ReadLengthAsync(Name, Token));
        var current = await CommitAsync(sut, [first, await StageAsync(sut, "45")], old.ETag);
        Assert.Equal((current.ETag, 6), await sut.ReadLengthAsync(Name, Token));
    }

    private static async Task FailsAsync(int status, string code, Func<Task> request)
    {
        var failure = await Assert.ThrowsAsync<RequestFailedException>(request);
        Assert.Equal((status, code), (failure.Status, failure.ErrorCode));
    }

    private static Task<CommitReceipt> CommitAsync(
        IDataBlobs sut,
        string[] ids,
        ETag? ifMatch,
        params (string Key, string Value)[] metadata
    ) => CommitAsync(sut, ids, ifMatch, Name, metadata);

    private static Task<CommitReceipt> CommitAsync(
        IDataBlobs sut,
        string[] ids,
        ETag? ifMatch,
        string name,
        params (string Key, string Value)[] metadata
    ) => sut.CommitAsync(name, ids, metadata.ToDictionary(m => m.Key, m => m.Value), ifMatch, Token);

    private static async Task<string> ReadAsync(IDataBlobs sut, ETag version, int offset, int length)
    {
        byte[] content = new byte[length];
        await sut.ReadAsync(Name, offset, content, version, Token);
        return Encoding.UTF8.GetString(content);
    }

    private async Task<string> StageAsync(IDataBlobs sut, string content, string? id = null, string name = Name)
    {
        id ??= _ids.Next(0);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        await sut.StageAsync(name, id, stream, Token);
        return id;
    }
}
