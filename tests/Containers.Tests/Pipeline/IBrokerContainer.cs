using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Volumes;

namespace ModelData.Containers.Pipeline;

/// <summary>What stands for Event Hubs: our broker, or the official emulator.</summary>
internal interface IBrokerContainer
{
    /// <summary>Its name in the network.</summary>
    string Name { get; }

    string Image { get; }

    /// <summary>How the other containers reach it.</summary>
    string ConnectionString { get; }

    /// <summary>Whether events outlive it.</summary>
    bool IsDurable { get; }

    ContainerBuilder Configure(ContainerBuilder builder, IVolume data);
}
