using DotNet.Testcontainers.Builders;
using ModelData.Containers.Docker;
using ModelData.Testing;

namespace ModelData.Containers.Pipeline;

/// <summary>The images under test, built once from this tree by the script that operators use; and the one of the load.</summary>
public sealed class ContainerImages : IAsyncLifetime
{
    private const string Tag = "tests";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    public static string Worker => $"modeldata/worker:{Tag}";

    public static string Broker => $"modeldata/local-event-hubs:{Tag}";

    public static string ScoringService => $"modeldata/scoring-service:{Tag}";

    public static string Storage => "mcr.microsoft.com/azure-storage/azurite:3.35.0";

    /// <summary>The load.</summary>
    public static string Sender => $"modeldata/sender:{Tag}";

    /// <summary>Workers that lack one rule.</summary>
    public static string WorkerVariants => $"modeldata/worker-variants:{Tag}";

    public async ValueTask InitializeAsync()
    {
        if (DockerDaemon.Problem is not null || !DockerDaemon.IsAsked)
        {
            return;
        }

        var environment = new Dictionary<string, string?> { ["TAG"] = Tag };
        await using var script = await ChildProcess.StartAsync(
            "images",
            "bash",
            ["eng/images.sh"],
            environment,
            Repository.Root
        );
        int code = await script.WaitForExitAsync().WaitAsync(Deadline);
        Assert.True(code == 0, $"eng/images.sh ended with {code}:\n{script.OutputTail}");

        await BuildProgramAsync("ModelData.Containers.Sender", Sender);
        await BuildProgramAsync("ModelData.Ingestor.Variants", WorkerVariants);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static Task BuildProgramAsync(string project, string image) =>
        new ImageFromDockerfileBuilder()
            .WithName(image)
            .WithContextDirectory(Path.GetDirectoryName(Repository.Program(project))!)
            .WithDockerfileDirectory(Path.Combine(Repository.Root, "tests/Containers.Tests"))
            .WithDockerfile("program.Dockerfile")
            .WithCleanUp(false)
            .Build()
            .CreateAsync();
}
