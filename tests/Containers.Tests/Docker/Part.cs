using Docker.DotNet;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Networks;
using ModelData.Testing;

namespace ModelData.Containers.Docker;

/// <summary>One container of a pipeline, and everything that can happen to it.</summary>
/// <param name="name">Its name, in the network as well.</param>
/// <param name="container">The container.</param>
/// <param name="network">The network that it can be cut off from.</param>
/// <param name="readyAt">
/// For a part that saves what it holds when it is asked to stop: what answers once it is up. Before that a signal would be lost on it, as on any first
/// program of a container that does not listen for signals yet, and it would be killed in the end.
/// </param>
internal sealed class Part(string name, IContainer container, INetwork network, Uri? readyAt = null) : IAsyncDisposable
{
    private const long Mebibyte = 1024 * 1024;
    private const int PauseAttempts = 20;
    private const int KilledCode = 128 + 9;
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ReadyDeadline = TimeSpan.FromSeconds(60);

    private readonly DockerClient _docker = DockerDaemon.Connect();

    public string Name => name;

    public IContainer Container => container;

    public async Task StartAsync()
    {
        await _docker.Containers.StartContainerAsync(container.Id, new ContainerStartParameters());
        if (readyAt is not null)
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
            await Eventually.IsTrueAsync(
                async _ => await AnswersAsync(http, readyAt),
                ReadyDeadline,
                () => $"{name} to be up"
            );
        }
    }

    /// <summary>SIGTERM, or whatever the image stops on, and SIGKILL after a minute.</summary>
    /// <exception cref="InvalidOperationException">It would not stop, and what it had not saved is gone.</exception>
    public async Task StopAsync()
    {
        var patience = new ContainerStopParameters { WaitBeforeKillSeconds = (uint)StopGrace.TotalSeconds };
        await _docker.Containers.StopContainerAsync(container.Id, patience);
        if (readyAt is not null && (await ReadStateAsync()).ExitCode == KilledCode)
        {
            throw new InvalidOperationException($"{name} did not stop when asked, and lost what it had not saved.");
        }
    }

    public Task SignalAsync(string signal) =>
        _docker.Containers.KillContainerAsync(container.Id, new ContainerKillParameters { Signal = signal });

    public async Task PauseAsync()
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await _docker.Containers.PauseContainerAsync(container.Id);
                return;
            }
            catch (DockerApiException e)
                when (attempt < PauseAttempts && e.Message.Contains("unable to freeze", StringComparison.Ordinal))
            {
                // Older freezers fail now and then while a program starts threads.
            }
        }
    }

    public Task UnpauseAsync() => _docker.Containers.UnpauseContainerAsync(container.Id);

    public Task DisconnectAsync() =>
        _docker.Networks.DisconnectNetworkAsync(
            network.Name,
            new NetworkDisconnectParameters { Container = container.Id, Force = true }
        );

    public Task ConnectAsync() =>
        _docker.Networks.ConnectNetworkAsync(
            network.Name,
            new NetworkConnectParameters
            {
                Container = container.Id,
                EndpointConfig = new EndpointSettings { Aliases = [name] },
            }
        );

    /// <summary>Sets what it may use from now on.</summary>
    public Task LimitMemoryAsync(int mebibytes) =>
        _docker.Containers.UpdateContainerAsync(
            container.Id,
            new ContainerUpdateParameters { Memory = mebibytes * Mebibyte, MemorySwap = mebibytes * Mebibyte }
        );

    /// <summary>Leaves it about the memory that it uses: at its next larger step the kernel kills it.</summary>
    public async Task SqueezeAsync()
    {
        for (int mebibytes = 24; ; mebibytes += 8)
        {
            try
            {
                await LimitMemoryAsync(mebibytes);
                return;
            }
            catch (DockerApiException e)
                when (e.Message.Contains("unable to set memory limit", StringComparison.Ordinal))
            {
                // More is in use: some kernels refuse such a limit.
            }
        }
    }

    /// <summary>Ends a squeeze: also where it dies of it at this moment, and the limit is that of its next life.</summary>
    public async Task EaseAsync(int mebibytes)
    {
        try
        {
            await LimitMemoryAsync(mebibytes);
        }
        catch (DockerApiException)
        {
            await Eventually.IsTrueAsync(
                async _ => !(await ReadStateAsync()).Running,
                TimeSpan.FromSeconds(30),
                () => $"{Name} to be dead: its memory limit cannot be raised"
            );
            await LimitMemoryAsync(mebibytes);
        }
    }

    public async Task<State> ReadStateAsync() => (await _docker.Containers.InspectContainerAsync(container.Id)).State!;

    /// <summary>Everything that it has printed, over all its lives.</summary>
    public async Task<string> ReadLogAsync()
    {
        var (output, errors) = await container.GetLogsAsync(timestampsEnabled: false);
        return output + errors;
    }

    private static async Task<bool> AnswersAsync(HttpClient http, Uri address)
    {
        try
        {
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await container.DisposeAsync();
        _docker.Dispose();
    }
}
