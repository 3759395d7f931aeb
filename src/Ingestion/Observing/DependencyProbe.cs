using Azure;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using ModelData.HubClient;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Reading.Fencing;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Observing;

/// <summary>
/// Looks at the hub and at each container now and then, whether there is work or not: a worker without rows must notice as well that the next one would go
/// nowhere. A look is one cheap request without repetition.
/// </summary>
internal sealed partial class DependencyProbe(
    Dependencies dependencies,
    IHubSource hub,
    WorkerContainers containers,
    ServiceClock clock,
    TimeProvider time,
    ILogger<DependencyProbe> logger
)
{
    private readonly HashSet<Dependency> _away = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new PeriodicTimer(Dependencies.LookInterval, time);
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await LookAsync(cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                Report();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
    }

    /// <summary>Looks at everything at once.</summary>
    public Task LookAsync(CancellationToken stopping) =>
        Task.WhenAll(
            LookAsync(dependencies.Hub, LookAtHubAsync, DependencyProblem.OfHub, stopping),
            LookAsync(dependencies.Data, containers.Looks.Data, StorageSettings.Blobs, stopping),
            LookAtStateAsync(stopping),
            LookAsync(dependencies.DeadLetters, containers.Looks.DeadLetters, StorageSettings.DeadLetters, stopping)
        );

    /// <summary>Looks at the container of the states alone.</summary>
    public Task LookAtStateAsync(CancellationToken stopping) =>
        LookAsync(dependencies.State, containers.Looks.State, StorageSettings.State, stopping);

    private Task LookAsync(
        Dependency dependency,
        BlobContainerClient container,
        string settings,
        CancellationToken stopping
    ) =>
        LookAsync(
            dependency,
            token => LookAtContainerAsync(container, token),
            problem => DependencyProblem.OfStorage(problem, containers.SectionOf(settings)),
            stopping
        );

    private async Task LookAsync(
        Dependency dependency,
        Func<CancellationToken, Task> look,
        Func<Exception, DependencyProblem> explain,
        CancellationToken stopping
    )
    {
        using var limit = new CancellationTokenSource(Dependencies.LookLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            await look(either.Token);
            dependency.Reached();
        }
        catch (Exception) when (stopping.IsCancellationRequested) { }
        catch (Exception) when (limit.IsCancellationRequested)
        {
            dependency.Failed(Dependencies.LookLimit);
        }
        catch (Exception e)
        {
            dependency.Failed(explain(e));
        }
    }

    private async Task LookAtHubAsync(CancellationToken cancellationToken)
    {
        try
        {
            await hub.Management.GetHubPropertiesAsync(cancellationToken);
        }
        catch (HubException e) when (e.Reason == HubFailureReason.ServiceBusy)
        {
            // It can be reached, but answers only so many questions a second for a whole namespace.
        }
    }

    private async Task LookAtContainerAsync(BlobContainerClient container, CancellationToken cancellationToken)
    {
        long askedAt = time.GetTimestamp();
        try
        {
            var answer = await container.GetPropertiesAsync(cancellationToken: cancellationToken);
            Note(answer.GetRawResponse(), askedAt);
        }
        catch (RequestFailedException e)
        {
            // A refusal is dated as well, also the one that comes from a clock that is too far off.
            Note(e.GetRawResponse(), askedAt);
            throw;
        }
    }

    private void Note(Response? answer, long askedAt)
    {
        if (answer?.Headers.Date is { } date)
        {
            clock.Read(date, askedAt);
        }
    }

    // What goes for one reason, and what comes back at one look, is one line: an account that is away takes three containers with it.
    private void Report()
    {
        var absent = dependencies
            .All.Select(it => (Dependency: it, Absence: it.FindAbsence()))
            .Where(it => it.Absence is not null)
            .ToList();
        foreach (var group in absent.Where(it => _away.Add(it.Dependency)).GroupBy(it => it.Absence!.Problem))
        {
            var (_, absence) = group.First();
            LogAway(Names(group.Select(it => it.Dependency)), absence!.Problem.Cause, absence.Problem.Mend);
        }

        var back = _away.Where(it => absent.All(other => other.Dependency != it)).ToList();
        if (back.Count > 0)
        {
            _away.ExceptWith(back);
            LogBack(Names(back));
        }
    }

    private static string Names(IEnumerable<Dependency> dependencies) =>
        string.Join(", ", dependencies.Select(it => it.ToString()).Order(StringComparer.Ordinal));

    [LoggerMessage(EventIds.DependencyAway, LogLevel.Warning, "Cannot be reached: {Dependencies}: {Cause}. {Mend}")]
    private partial void LogAway(string dependencies, string cause, string mend);

    [LoggerMessage(EventIds.DependencyBack, LogLevel.Information, "Reached again: {Dependencies}")]
    private partial void LogBack(string dependencies);
}
