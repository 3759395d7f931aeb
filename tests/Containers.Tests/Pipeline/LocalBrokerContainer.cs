using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Volumes;

namespace ModelData.Containers.Pipeline;

/// <summary>The local broker, with its events in a volume.</summary>
internal sealed class LocalBrokerContainer : IBrokerContainer
{
    public string Name => "event-hubs";

    public string Image => ContainerImages.Broker;

    public string ConnectionString =>
        $"Endpoint=sb://{Name};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;";

    public bool IsDurable => true;

    public ContainerBuilder Configure(ContainerBuilder builder, IVolume data) =>
        builder
            .WithVolumeMount(data, "/data")
            .WithCreateParameterModifier(create => create.HostConfig!.ReadonlyRootfs = true)
            .WithWaitStrategy(Wait.ForUnixContainer().UntilMessageIsLogged("listening on"));
}
