using DotNet.Testcontainers.Builders;
using ModelData.Containers.Docker;
using ModelData.Containers.Pipeline;

namespace ModelData.Containers;

/// <summary>What an image is made of, and what its program says when it cannot start.</summary>
[Trait("Level", "Containers")]
public sealed class ImageTests
{
    public static TheoryData<string> Images =>
        [ContainerImages.Worker, ContainerImages.Broker, ContainerImages.ScoringService];

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Image_Shell_IsNotThere(string image)
    {
        DockerDaemon.Require();
        await using var container = new ContainerBuilder(image)
            .WithEntrypoint("/bin/sh")
            .WithCommand("-c", "true")
            .WithLabel(Leftovers.Label, "")
            .Build();

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => container.StartAsync(Token));
        Assert.Contains("/bin/sh", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Image_Configuration_HasNoRightsAndAHealthCheck(string image)
    {
        DockerDaemon.Require();
        using var docker = DockerDaemon.Connect();
        var configuration = (await docker.Images.InspectImageAsync(image, Token)).Config!;

        Assert.Equal("1654:1654", configuration.User);
        Assert.Equal("SIGTERM", configuration.StopSignal);
        Assert.Equal("CMD", configuration.Healthcheck!.Test![0]);
        Assert.Equal("health", configuration.Healthcheck!.Test![^1]);
        Assert.Equal("dotnet", configuration.Entrypoint![0]);
    }

    /// <summary>What an operator sees whose settings are wrong: all of it, in the log of a container that ends with 2.</summary>
    [Fact]
    public async Task Worker_WrongSettings_AreAllInTheLog()
    {
        DockerDaemon.Require();
        await using var container = new ContainerBuilder(ContainerImages.Worker)
            .WithEnvironment("Flush__MaxAge", "soon")
            .WithEnvironment("Flush__MaxByts", "1")
            .WithLabel(Leftovers.Label, "")
            .WithCreateParameterModifier(create => create.HostConfig!.ReadonlyRootfs = true)
            .Build();
        await container.StartAsync(Token);

        Assert.Equal(2, await container.GetExitCodeAsync(Token));
        var (_, errors) = await container.GetLogsAsync(timestampsEnabled: false, ct: Token);
        Assert.Contains("Flush__MaxAge (environment variable) is no time", errors, StringComparison.Ordinal);
        Assert.Contains("did you mean Flush__MaxBytes?", errors, StringComparison.Ordinal);
        Assert.Contains("EventHubs__ConnectionString is missing", errors, StringComparison.Ordinal);
        Assert.Contains("Blobs__ConnectionString is missing", errors, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
