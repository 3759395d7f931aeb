using Docker.DotNet.Models;
using ModelData.Containers.Docker;

namespace ModelData.Containers.Pipeline;

/// <summary>What a killed run left behind: removed by label before the next one.</summary>
internal static class Leftovers
{
    public const string Label = "modeldata.tests";

    public static async Task RemoveAsync()
    {
        using var docker = DockerDaemon.Connect();
        var labelled = new Dictionary<string, IDictionary<string, bool>>
        {
            ["label"] = new Dictionary<string, bool> { [Label] = true },
        };
        var containers = await docker.Containers.ListContainersAsync(
            new ContainersListParameters { All = true, Filters = labelled }
        );
        foreach (var container in containers)
        {
            await docker.Containers.RemoveContainerAsync(
                container.ID,
                new ContainerRemoveParameters { Force = true, RemoveVolumes = true }
            );
        }

        foreach (
            var network in await docker.Networks.ListNetworksAsync(new NetworksListParameters { Filters = labelled })
        )
        {
            await docker.Networks.DeleteNetworkAsync(network.ID);
        }

        var volumes = await docker.Volumes.ListAsync(new VolumesListParameters { Filters = labelled });
        foreach (var volume in volumes.Volumes ?? [])
        {
            await docker.Volumes.RemoveAsync(volume.Name, force: true);
        }
    }
}
