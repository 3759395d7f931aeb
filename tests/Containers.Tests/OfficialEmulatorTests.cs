using ModelData.Containers.Docker;
using ModelData.Containers.Pipeline;

namespace ModelData.Containers;

/// <summary>The pipeline on the official Event Hubs emulator, where its image is there or can be pulled.</summary>
[Trait("Level", "Containers")]
public sealed class OfficialEmulatorTests(ITestOutputHelper output) : PipelineSuite(output)
{
    private static readonly Lazy<string?> Problem = new(() =>
        ImagePull.FindProblem(OfficialEmulatorContainer.ImageName)
    );

    private protected override IBrokerContainer Broker { get; } = new OfficialEmulatorContainer();

    private protected override void RequireBroker() => Assert.SkipWhen(Problem.Value is not null, Problem.Value ?? "");
}
