using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Networks;
using DotNet.Testcontainers.Volumes;
using ModelData.Containers.Docker;

namespace ModelData.Containers.Pipeline;

/// <summary>Describes the containers of a pipeline as an operator would: no rights, no writable root, a memory limit.</summary>
internal sealed class PartFactory(INetwork network)
{
    public const string StorageName = "storage";

    // The emulator's documented account.
    private const string BlobsConnectionString =
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
        + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
        + $"BlobEndpoint=http://{StorageName}:10000/devstoreaccount1;";

    // Its garbage collection can delete a block that is committed at the same moment; put off for weeks.
    private const string WithoutGarbageCollection =
        "--import=data:text/javascript,import{createRequire}from'node:module';createRequire('file:///')"
        + "('/opt/azurite/dist/src/blob/utils/constants.js').DEFAULT_GC_INTERVAL_MS=2147483647";

    private const long MemoryLimit = ContainerPipeline.MemoryLimitMebibytes * 1024L * 1024;

    public Part Create(string name, ContainerBuilder builder) => new(name, builder.Build(), network);

    public Part CreateStorage(IVolume data, int port) =>
        new(
            StorageName,
            Describe(StorageName, ContainerImages.Storage)
                .WithCommand("node", "/opt/azurite/dist/src/azurite.js", "--location", "/data", "--silent")
                .WithCommand("--blobHost", "0.0.0.0", "--queueHost", "0.0.0.0", "--tableHost", "0.0.0.0")
                .WithCommand("--skipApiVersionCheck", "--disableTelemetry")
                .WithEnvironment("NODE_OPTIONS", WithoutGarbageCollection)
                .WithVolumeMount(data, "/data")
                .WithPortBinding(port, 10000)
                .WithWaitStrategy(
                    Wait.ForUnixContainer().UntilMessageIsLogged("Blob service is successfully listening")
                )
                // It saves what it holds on this one; killed, it loses what it has acknowledged.
                .WithCreateParameterModifier(create => create.StopSignal = "SIGINT")
                .Build(),
            network,
            readyAt: new Uri($"http://127.0.0.1:{port}/")
        );

    /// <summary>A worker, or one that lacks a rule.</summary>
    public Part CreateWorker(string name, string eventHubsConnectionString, string? variant) =>
        Create(
            name,
            DescribeWorker(name, variant)
                .WithEnvironment("EventHubs__ConnectionString", eventHubsConnectionString)
                .WithEnvironment("EventHubs__AllowPlaintext", "true")
                .WithEnvironment("EventHubs__HubName", "modeldata")
                .WithEnvironment("Blobs__ConnectionString", BlobsConnectionString)
                .WithEnvironment("LoadBalancing__Identity", name)
                .WithEnvironment("LoadBalancing__Interval", "00:00:01")
                .WithEnvironment("LoadBalancing__Expiry", $"{ContainerPipeline.Expiry}")
                .WithEnvironment("Flush__MaxAge", "00:00:01")
                .WithEnvironment("Checkpoints__SaveInterval", "00:00:01")
                .WithCreateParameterModifier(create =>
                {
                    create.HostConfig!.ReadonlyRootfs = true;
                    create.HostConfig!.Memory = MemoryLimit;
                    create.HostConfig!.MemorySwap = MemoryLimit;
                })
                .WithWaitStrategy(Wait.ForUnixContainer().UntilMessageIsLogged("Reading hub"))
        );

    public Part CreateSender(string eventHubsConnectionString) =>
        Create(
            "sender",
            Describe("sender", ContainerImages.Sender)
                .WithEntrypoint("dotnet", "ModelData.Containers.Sender.dll")
                .WithEnvironment("AML_MODEL_DC_STORAGE_ENABLED", "true")
                .WithEnvironment("ModelData__EventHubs__ConnectionString", eventHubsConnectionString)
                .WithEnvironment("ModelData__EventHubs__AllowPlaintext", "true")
                .WithEnvironment("ModelData__EventHubs__HubName", "modeldata")
                .WithCreateParameterModifier(create => create.HostConfig!.ReadonlyRootfs = true)
        );

    public ContainerBuilder Describe(string name, string image) =>
        new ContainerBuilder(image)
            .WithNetwork(network)
            .WithNetworkAliases(name)
            .WithLabel(Leftovers.Label, "")
            .WithCreateParameterModifier(create =>
            {
                create.HostConfig!.CapDrop = ["ALL"];
                create.HostConfig!.SecurityOpt = ["no-new-privileges:true"];
            });

    private ContainerBuilder DescribeWorker(string name, string? variant) =>
        variant is null
            ? Describe(name, ContainerImages.Worker)
            : Describe(name, ContainerImages.WorkerVariants)
                .WithEntrypoint("dotnet", "ModelData.Ingestor.Variants.dll")
                .WithEnvironment("MODELDATA_VARIANT", variant);
}
