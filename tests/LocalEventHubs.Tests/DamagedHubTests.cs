using ModelData.LocalEventHubs.Clients;
using ModelData.Testing;

namespace ModelData.LocalEventHubs;

/// <summary>A broker whose folder was damaged while it was down.</summary>
[Trait("Level", "Process")]
public sealed class DamagedHubTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("hub/hub.db")]
    [InlineData("hub/log0")]
    [InlineData("hub/log1")]
    [InlineData("hub/hub.db", "hub/log0")]
    [InlineData("hub/hub.db", "hub/log1")]
    public async Task StartAsync_SomethingOfAHubIsGone_IsRefused(params string[] paths)
    {
        await SendAsync();
        foreach (string gone in paths.Select(path => Path.Combine(_folder.Path, path)))
        {
            if (Directory.Exists(gone))
            {
                Directory.Delete(gone, recursive: true);
            }
            else
            {
                File.Delete(gone);
            }
        }

        var e = await Assert.ThrowsAnyAsync<IOException>(StartAsync);

        Assert.Contains("is not served", e.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_folder.Path, "hub"), e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    [InlineData(0.4999)]
    public async Task StartAsync_WhatIsRememberedOfAHubIsDamaged_IsRefused(double at)
    {
        await SendAsync();
        string file = Path.Combine(_folder.Path, "hub/hub.db");
        byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        // The row stands at the end of its page.
        bytes.AsSpan((int)(bytes.Length * at), at == 0 ? 100 : 8).Fill(0xFF);
        bytes.AsSpan(bytes.Length - 24).Fill(0x01);
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<IOException>(StartAsync);
    }

    [Fact]
    public async Task StartAsync_TheWholeHubIsGone_BeginsItAnew()
    {
        await SendAsync();
        Directory.Delete(Path.Combine(_folder.Path, "hub"), recursive: true);
        // Of a deletion that was cut short.
        Directory.CreateDirectory(Path.Combine(_folder.Path, ".deleted-1", "log0"));

        await using LocalBroker broker = await StartAsync();

        Assert.False(Directory.Exists(Path.Combine(_folder.Path, ".deleted-1")));
    }

    [Fact]
    public async Task Run_DamagedHub_SaysSoAndExitsWithOne()
    {
        await SendAsync();
        foreach (string log in Directory.GetFiles(_folder.Path, "*-wal", SearchOption.AllDirectories))
        {
            File.Delete(log);
        }

        await using ChildProcess broker = await BrokerProcess.StartAsync(_folder.Path);

        Assert.Equal(1, await broker.WaitForExitAsync(TestContext.Current.CancellationToken));
        Assert.Contains("were acknowledged", broker.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("listening", broker.Output, StringComparison.Ordinal);
    }

    private Task<LocalBroker> StartAsync() =>
        LocalBroker.StartAsync(BrokerFixture.CreateOptions(_folder.Path), TestContext.Current.CancellationToken);

    private async Task SendAsync()
    {
        await using LocalBroker broker = await StartAsync();
        await using AmqpClient client = await AmqpClient.ConnectAsync(broker);
        for (int i = 0; i < 4; i++)
        {
            await client.CreateSender("hub").SendAsync(AmqpClient.CreateEvent("a"), AmqpClient.Deadline);
        }
    }
}
