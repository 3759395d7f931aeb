using ModelData.Containers.Pipeline;

namespace ModelData.Containers;

/// <summary>The pipeline on the local broker.</summary>
[Trait("Level", "Containers")]
public sealed class LocalBrokerTests(ITestOutputHelper output) : PipelineSuite(output)
{
    private protected override IBrokerContainer Broker { get; } = new LocalBrokerContainer();
}
