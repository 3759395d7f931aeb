using System.Text;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Volumes;
using ModelData.Testing;

namespace ModelData.Containers.Pipeline;

/// <summary>The official Event Hubs emulator. It keeps events in memory only, and its own records in the storage emulator.</summary>
internal sealed class OfficialEmulatorContainer : IBrokerContainer
{
    public const string ImageName = "mcr.microsoft.com/azure-messaging/eventhubs-emulator:latest";

    public string Name => "event-hubs";

    public string Image => ImageName;

    public string ConnectionString => new LocalBrokerContainer().ConnectionString;

    public bool IsDurable => false;

    public ContainerBuilder Configure(ContainerBuilder builder, IVolume data) =>
        builder
            .WithEnvironment("ACCEPT_EULA", "Y")
            .WithEnvironment("BLOB_SERVER", PartFactory.StorageName)
            .WithEnvironment("METADATA_SERVER", PartFactory.StorageName)
            .WithResourceMapping(
                Encoding.UTF8.GetBytes(
                    File.ReadAllText(Path.Combine(Repository.Root, "infra/compose/official-emulator.json"))
                ),
                "/Eventhubs_Emulator/ConfigFiles/Config.json"
            )
            .WithWaitStrategy(Wait.ForUnixContainer().UntilMessageIsLogged("Emulator Service is Successfully Up!"));
}
