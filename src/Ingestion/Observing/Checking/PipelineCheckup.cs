using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Observing.Status;
using ModelData.Ingestion.Reading.Receiving;

namespace ModelData.Ingestion.Observing.Checking;

/// <summary>
/// Checks what a pipeline needs, with the rights of whoever runs it: connections, rights, clock, consumer group, containers, what the account keeps, retention,
/// and whether it works. Nothing is written and no reader disturbed, but for the test row, which is asked for. One run at a time.
/// </summary>
public sealed class PipelineCheckup : IAsyncDisposable
{
    /// <summary>How long the test row has until it is in a file, by default: a worker writes at least every 10 s unless it is told otherwise.</summary>
    public static readonly TimeSpan RowDeadline = TimeSpan.FromSeconds(60);

    private readonly PipelinePlaces _places;
    private readonly EventHubsSource _source;
    private readonly PipelineObserver _observer;
    private readonly TimeProvider _time;

    /// <summary>Opens it. Nothing is asked yet.</summary>
    /// <param name="places">Where the pipeline is.</param>
    /// <param name="time">The clock.</param>
    public PipelineCheckup(PipelinePlaces places, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(places);
        ArgumentNullException.ThrowIfNull(time);
        (_places, _time) = (places, time);
        _source = new EventHubsSource(Options.Create(places.Hub), places.Credential);
        _observer = new PipelineObserver(places, time);
    }

    /// <summary>Runs all checks, each told when it is done.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<Check> RunAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        foreach (var check in await new HubChecks(_source, _time).RunAsync(cancellationToken))
        {
            yield return check;
        }

        var data = new StorageChecks(_places.Data, "data", _places.DataSettings, _time);
        yield return await data.CheckClockAsync(cancellationToken);
        yield return await data.CheckAccessAsync(cancellationToken);
        yield return await new StorageChecks(_places.State, "state", _places.StateSettings, _time).CheckAccessAsync(
            cancellationToken
        );
        yield return await new StorageChecks(
            _places.DeadLetters,
            "dead letters",
            _places.DeadLettersSettings,
            _time
        ).CheckAccessAsync(cancellationToken);
        foreach (var check in await data.CheckKeepingAsync(cancellationToken))
        {
            yield return check;
        }

        var status = await _observer.ObserveAsync(addresses: 0, cancellationToken);
        yield return CheckRetention(status);
        yield return CheckStatus(status);
    }

    /// <summary>Sends one row, and waits until it is in its file, where it stays.</summary>
    /// <param name="send">Sends an event to the hub, to the partition of its key.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<Check> CheckRowAsync(
        Func<EncodedBatch, Task> send,
        TimeSpan deadline,
        CancellationToken cancellationToken = default
    ) => new TestRow(_places.Data, _time).RunAsync(send, deadline, cancellationToken);

    /// <summary>Closes the connections to the hub.</summary>
    public async ValueTask DisposeAsync()
    {
        await _observer.DisposeAsync();
        await _source.DisposeAsync();
    }

    private static Check CheckRetention(PipelineStatus status) =>
        status.Retention is { } retention
            ? new Check(
                "retention",
                CheckOutcome.Passed,
                $"the hub keeps events for {Elapsed.Text(retention)}, as workers were told"
            )
            : new Check(
                "retention",
                CheckOutcome.Unknown,
                "nobody says how long the hub keeps events",
                "Set EventHubs__Retention of the workers to it: then it is said before rows are lost"
            );

    private static Check CheckStatus(PipelineStatus status) =>
        new(
            "pipeline",
            status.Verdict switch
            {
                PipelineVerdict.Well => status.Problems.Count == 0 ? CheckOutcome.Passed : CheckOutcome.Look,
                PipelineVerdict.Behind => CheckOutcome.Look,
                _ => CheckOutcome.Failed,
            },
            status.Summary.TrimEnd('.'),
            status.Problems.Count == 0 ? null : "Run modeldata status for all of it"
        );
}
