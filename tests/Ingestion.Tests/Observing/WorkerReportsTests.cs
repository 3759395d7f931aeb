using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Ingestion.Observing;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Observing;

/// <summary>Reports as blobs: everybody's can be read, and each worker deletes its own alone.</summary>
[Trait("Level", "Integration")]
public sealed class WorkerReportsTests(AzuriteFixture fixture) : IAsyncLifetime
{
    private const string Prefix = "ns/hub/group/workers/";

    private BlobContainerClient _container = null!;
    private WorkerReports _sut = null!;

    public async ValueTask InitializeAsync()
    {
        _container = await fixture.CreateContainerAsync();
        _sut = new WorkerReports(_container, Prefix);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task List_ReportsOfAFleet_AreReadByNames()
    {
        for (int i = 0; i < 40; i++)
        {
            await _sut.WriteAsync(Of($"w{i:00}", "1"), Token);
        }

        await _sut.WriteAsync(Of("w00", "2"), Token);

        var listed = await ListAsync(_sut);

        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"w{i:00}"), listed.Select(it => it.Name));
        Assert.All(listed, it => Assert.Equal((it.Name, null), (it.Report?.Name, it.Problem)));
        Assert.Equal("2", listed[0].Report!.Owner);
        BlobProperties written = await Blob("w00").GetPropertiesAsync(null, Token);
        Assert.Equal(written.LastModified, listed[0].LastModified);
        Assert.InRange(listed[0].Age, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Equal("application/json", written.ContentType);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("-")]
    [InlineData("A.b_C-1.json")]
    public async Task Write_AnyNameThatAWorkerMayHave_IsThatOfItsBlob(string name)
    {
        Assert.True(Settings.LoadBalancingSettings.IsName(name));
        await _sut.WriteAsync(Of(name, "1"), Token);

        Assert.Equal(name, Assert.Single(await ListAsync(_sut)).Report!.Name);

        await _sut.DeleteAsync(name, "1", Token);
        Assert.Empty(await ListAsync(_sut));
    }

    [Fact]
    public async Task List_WhatIsNoReport_IsSaidAndStopsNothing()
    {
        await _sut.WriteAsync(Of("a", "1"), Token);
        await Blob("b").UploadAsync(BinaryData.FromBytes(Of("a", "1").ToJson()), Token);
        await Blob("c").UploadAsync(BinaryData.FromString("{"), Token);
        await Blob("d").UploadAsync(BinaryData.FromString("{\"version\":2}"), Token);
        await Blob("e").UploadAsync(BinaryData.FromBytes(new byte[WorkerReport.MaxBytes + 1]), Token);
        // Neither is anybody's.
        await _container.UploadBlobAsync($"{Prefix}f.txt", BinaryData.Empty, Token);
        await _container.UploadBlobAsync($"{Prefix}g/h.json", BinaryData.Empty, Token);

        var listed = await ListAsync(_sut);

        Assert.Equal(["a", "b", "c", "d", "e"], listed.Select(it => it.Name));
        Assert.Equal("a", listed[0].Report?.Name);
        Assert.All(listed.Skip(1), it => Assert.Null(it.Report));
        Assert.Equal("it is the report of a, and was copied there", listed[1].Problem);
        Assert.NotEmpty(listed[2].Problem!);
        Assert.Contains("version 2", listed[3].Problem, StringComparison.Ordinal);
        Assert.Contains("no worker writes more than", listed[4].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_OfASuccessor_LeavesItsReport()
    {
        await _sut.WriteAsync(Of("a", "1"), Token);
        await _sut.WriteAsync(Of("a", "2"), Token);

        await _sut.DeleteAsync("a", "1", Token);
        Assert.Equal("2", Assert.Single(await ListAsync(_sut)).Report!.Owner);

        await _sut.DeleteAsync("a", "2", Token);
        Assert.Empty(await ListAsync(_sut));
        // There is none any more.
        await _sut.DeleteAsync("a", "2", Token);
    }

    [Fact]
    public async Task Delete_ContainerIsGone_IsNoFailure()
    {
        await _container.DeleteAsync(cancellationToken: Token);

        await _sut.DeleteAsync("a", "1", Token);
    }

    [Fact]
    public async Task List_OlderThanAWeekByTheClockOfStorage_IsForgottenAndDeletedByWhoeverStarts()
    {
        await _sut.WriteAsync(Of("a", "1"), Token);
        var nearly = new WorkerReports(SeenAfter(TimeSpan.FromDays(6.9)), Prefix);
        await nearly.DeleteOldAsync(Token);
        Assert.InRange(
            Assert.Single(await ListAsync(nearly)).Age,
            TimeSpan.FromDays(6.9),
            TimeSpan.FromDays(6.9) + TimeSpan.FromMinutes(1)
        );

        var later = new WorkerReports(SeenAfter(TimeSpan.FromDays(7.1)), Prefix);
        Assert.Empty(await ListAsync(later));
        Assert.Single(await ListAsync(_sut));

        await later.DeleteOldAsync(Token);
        Assert.Empty(await ListAsync(_sut));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static WorkerReport Of(string name, string owner) => Reports.Whole with { Name = name, Owner = owner };

    private static async Task<List<ListedReport>> ListAsync(WorkerReports sut) =>
        await sut.ListAsync(Token).ToListAsync(Token);

    private BlobClient Blob(string name) => _container.GetBlobClient($"{Prefix}{name}.json");

    // The container as it answers so much later.
    private BlobContainerClient SeenAfter(TimeSpan later)
    {
        var options = new BlobClientOptions { Transport = new HttpClientTransport(new LaterHandler(later)) };
        return new BlobContainerClient(fixture.Azurite.ConnectionString, _container.Name, options);
    }

    private sealed class LaterHandler(TimeSpan later) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var answer = await base.SendAsync(request, cancellationToken);
            answer.Headers.Date += later;
            return answer;
        }
    }
}
