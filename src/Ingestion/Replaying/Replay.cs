using Azure.Storage.Blobs;
using ModelData.Ingestion.Completing;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Reading.State;

namespace ModelData.Ingestion.Replaying;

/// <summary>Builds files anew from the events that a hub still has. A worker may run meanwhile. Not thread-safe.</summary>
public sealed class Replay : IAsyncDisposable
{
    private readonly ReplayRequest _request;
    private readonly EventHubsSource _source;
    private readonly ReplayedHub _hub;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;

    private Replay(
        ReplayRequest request,
        EventHubsSource source,
        ReplayedHub hub,
        TimeProvider time,
        ILoggerFactory loggers
    ) => (_request, _source, _hub, _time, _loggers) = (request, source, hub, time, loggers);

    /// <summary>Asks the hub what it has.</summary>
    /// <exception cref="ReplayException">It has no such partition as a position is given for.</exception>
    public static async Task<Replay> OpenAsync(
        ReplayRequest request,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken cancellationToken
    )
    {
        var source = new EventHubsSource(Options.Create(request.Hub), request.Credential);
        try
        {
            var hub = await ReplayedHub.OpenAsync(source, request.Start.Positions.Keys, cancellationToken);
            return new Replay(request, source, hub, time, loggers);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes all of it into a container of its own. A run that was interrupted goes on; a second one finds everything there.</summary>
    /// <exception cref="ReplayException">It cannot go on. The message names the cause and the mend.</exception>
    public Task<ReplayReport> IntoContainerAsync(string container, CancellationToken cancellationToken) =>
        new ReplayIntoContainer(_request, _hub, _time, _loggers).RunAsync(container, cancellationToken);

    /// <summary>Restores in the data container those files of which nothing is there.</summary>
    /// <param name="state">The container of the worker's states: what a worker still holds is its own to write.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ReplayException">It cannot go on. The message names the cause and the mend.</exception>
    public Task<ReplayReport> IntoDataAsync(BlobContainerClient state, CancellationToken cancellationToken)
    {
        var states = new BlobStateStore(state, BlobStateStore.Prefix(_source, _request.WorkerGroup));
        var folders = new BlobOpenFolders(state, BlobOpenFolders.Prefix(_source, _request.WorkerGroup));
        return new ReplayIntoData(
            _request,
            _hub,
            new WorkerStates(states, _hub, _request.WorkerGroup),
            folders,
            _time,
            _loggers
        ).RunAsync(cancellationToken);
    }

    /// <summary>Closes the connections to the hub.</summary>
    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
