using System.Collections.Concurrent;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Completing;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Reading.State;

namespace ModelData.Ingestion.Observing.Status;

/// <summary>
/// Computes how a pipeline is, from the hub's management and the blobs alone, so that it is the same on an operator's machine, within a worker, and with no
/// worker alive. Whatever cannot be asked is unknown and costs nothing but itself. It writes nothing. One look at a time.
/// </summary>
public sealed class PipelineObserver : IAsyncDisposable
{
    /// <summary>How long hub and storage have to answer.</summary>
    public static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(10);

    /// <summary>Of how many addresses a look tells how fresh they are, unless it is asked for more.</summary>
    public const int DefaultAddresses = 100;

    // Of states that say nothing in their metadata.
    private const int Bodies = 8;

    private readonly PipelinePlaces _places;
    private readonly EventHubsSource _source;
    private readonly TimeProvider _time;
    private readonly long _openedAt;
    private readonly Dictionary<string, long> _knownAt = new(StringComparer.Ordinal);

    /// <summary>Opens it. Nothing is asked yet.</summary>
    /// <param name="places">Where the pipeline is.</param>
    /// <param name="time">The clock.</param>
    public PipelineObserver(PipelinePlaces places, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(places);
        ArgumentNullException.ThrowIfNull(time);
        _places = places;
        _time = time;
        _source = new EventHubsSource(Options.Create(places.Hub), places.Credential);
        _openedAt = time.GetTimestamp();
    }

    /// <summary>Looks once. Never throws for what hub, storage or credential do.</summary>
    /// <param name="addresses">Of how many addresses, those with the newest rows first, the files are looked at.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<PipelineStatus> ObserveAsync(
        int addresses = DefaultAddresses,
        CancellationToken cancellationToken = default
    )
    {
        var group = _places.Hub.ConsumerGroup;
        var owners = BlobOwnershipStore.Create(_places.State, _source);
        var states = new BlobStateStore(_places.State, BlobStateStore.Prefix(_source, group));
        var reports = new WorkerReports(_places.State, WorkerReports.Prefix(_source, group));
        var markers = new BlobOpenFolders(_places.State, BlobOpenFolders.Prefix(_source, group));

        var owned = LookAtStateAsync(owners.ListAsync, cancellationToken);
        var done = LookAtStateAsync(token => ReadStatesAsync(states, token), cancellationToken);
        var reported = LookAtStateAsync(token => ToListAsync(reports.ListAsync(token), token), cancellationToken);
        var beats = new HeartbeatReports(_places.State, HeartbeatReports.Prefix(_source, group));
        var told = LookAtStateAsync(token => ToListAsync(beats.ListAsync(token), token), cancellationToken);
        var open = LookAtStateAsync(
            token => ToListAsync(markers.ListAsync(DateOnly.MaxValue, token), token),
            cancellationToken
        );
        var letters = LookAsync(
            PlaceOf(_places.DeadLetters),
            ProblemCatalogue.StorageUnreachable,
            e => DependencyProblem.OfStorage(e, _places.DeadLettersSettings),
            token => LetterCount.ReadAsync(_places.DeadLetters, _time, token),
            cancellationToken
        );
        var fresh = LookAsync(
            PlaceOf(_places.Data),
            ProblemCatalogue.StorageUnreachable,
            e => DependencyProblem.OfStorage(e, _places.DataSettings),
            async token => await ReadAddressesAsync((await open).Value, addresses, token),
            cancellationToken
        );
        // Behind the states: a position is never beyond an end that was asked for later.
        await done;
        var hub = LookAsync(
            "hub",
            ProblemCatalogue.HubUnreachable,
            DependencyProblem.OfHub,
            token => HubFacts.ReadAsync(_source, _time, token),
            cancellationToken
        );
        await Task.WhenAll(hub, owned, done, reported, told, open, letters, fresh);

        return PipelineRules.Judge(
            new PipelineFacts
            {
                Place = $"{_source.HubName} in {_source.FullyQualifiedNamespace}, consumer group {group}",
                Hub = await hub,
                Owners = await owned,
                States = await done,
                Reports = await reported,
                OpenFolders = await open,
                Addresses = await fresh,
                Heartbeats = await told,
                DeadLetters = await letters,
                Retention = _places.Retention,
                OwnershipExpiry = _places.OwnershipExpiry,
                UnknownFor = Remember((await hub).Value),
            }
        );
    }

    /// <summary>Closes the connection to the hub.</summary>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private Task<Found<T>> LookAtStateAsync<T>(
        Func<CancellationToken, Task<T>> look,
        CancellationToken cancellationToken
    )
        where T : class =>
        LookAsync(
            PlaceOf(_places.State),
            ProblemCatalogue.StorageUnreachable,
            e => DependencyProblem.OfStorage(e, _places.StateSettings),
            look,
            cancellationToken
        );

    private async Task<Found<T>> LookAsync<T>(
        string where,
        KnownProblem silence,
        Func<Exception, DependencyProblem> explain,
        Func<CancellationToken, Task<T>> look,
        CancellationToken cancellationToken
    )
        where T : class
    {
        using var limit = new CancellationTokenSource(LookLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return new Found<T>(await look(either.Token), null);
        }
        catch (Exception e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var problem = limit.IsCancellationRequested ? DependencyProblem.Silent(silence, LookLimit) : explain(e);
            return new Found<T>(null, problem.ForOperators().At(where, null));
        }
    }

    // A state of a former release says nothing in its metadata: its body does.
    private static async Task<IReadOnlyDictionary<string, StateFacts?>> ReadStatesAsync(
        BlobStateStore states,
        CancellationToken cancellationToken
    )
    {
        var all = new ConcurrentDictionary<string, StateFacts?>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(
            states.ListAsync(cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = Bodies, CancellationToken = cancellationToken },
            async (listed, token) =>
            {
                if (listed.Facts is { } facts)
                {
                    all[listed.PartitionId] = facts;
                }
                else
                {
                    await ReadStateAsync(states, listed.PartitionId, all, token);
                }
            }
        );
        return all;
    }

    private static async Task ReadStateAsync(
        BlobStateStore states,
        string partitionId,
        ConcurrentDictionary<string, StateFacts?> all,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var (state, _) = await states.LoadAsync(partitionId, cancellationToken);
            if (state is not null)
            {
                all[partitionId] = new StateFacts(
                    state.Position,
                    state.EnqueuedTime,
                    state.Watermark,
                    state.Incarnation
                );
            }
        }
        catch (PartitionFailedException)
        {
            all[partitionId] = null;
        }
    }

    private async Task<IReadOnlyList<AddressStatus>> ReadAddressesAsync(
        IReadOnlyList<OpenFolder>? open,
        int most,
        CancellationToken cancellationToken
    )
    {
        // Whether rows can be written is to be seen as well where there are none.
        await _places.Data.GetPropertiesAsync(cancellationToken: cancellationToken);
        return await AddressFacts.ReadAsync(_places.Data, open ?? [], most, cancellationToken);
    }

    /// <summary>For how long it has not been known where partitions end that did not say it now.</summary>
    private Dictionary<string, TimeSpan> Remember(HubFacts? hub)
    {
        long now = _time.GetTimestamp();
        foreach (string id in hub?.PartitionIds ?? [])
        {
            _knownAt.TryAdd(id, _openedAt);
        }

        foreach (string id in hub?.Ends.Keys ?? [])
        {
            _knownAt[id] = now;
        }

        return _knownAt
            .Where(it => hub?.Ends.ContainsKey(it.Key) != true)
            .ToDictionary(it => it.Key, it => _time.GetElapsedTime(it.Value, now), StringComparer.Ordinal);
    }

    private static async Task<IReadOnlyList<T>> ToListAsync<T>(
        IAsyncEnumerable<T> source,
        CancellationToken cancellationToken
    )
    {
        var list = new List<T>();
        await foreach (var it in source.WithCancellation(cancellationToken))
        {
            list.Add(it);
        }

        return list;
    }

    private static string PlaceOf(BlobContainerClient container) =>
        $"container {container.Name} of {container.AccountName}";
}
