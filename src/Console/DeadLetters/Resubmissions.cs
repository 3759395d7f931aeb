using Azure.Messaging.EventHubs;
using ModelData.Console.Audit;
using ModelData.Console.Live;
using ModelData.Ingestion.Reading.DeadLetters;
using ModelData.Operations.DeadLetters;

namespace ModelData.Console.DeadLetters;

/// <summary>
/// Sends dead letters again in the background, one resubmission at a time: each letter as the tool does, those of a partition in their order, several
/// partitions at once. Thread-safe.
/// </summary>
internal sealed class Resubmissions(
    ConsolePlaces places,
    LetterCatalog catalog,
    AuditLog audit,
    Changes changes,
    TimeProvider time
) : IAsyncDisposable
{
    private const int Partitions = 8;

    // What is being sent when the console ends may still be answered.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _starting = new(1, 1);
    private ResubmissionJob? _job;
    private Task _run = Task.CompletedTask;

    /// <summary>The last one; null when there was none since the console was started.</summary>
    public ResubmissionProgress? Last => _job?.Progress;

    /// <summary>Begins to send letters again, once that is written down.</summary>
    /// <param name="who">Who asks for it.</param>
    /// <param name="what">Which letters, for people.</param>
    /// <param name="names">Their names.</param>
    /// <param name="inPacks">Those of them that a listing found in packs.</param>
    /// <param name="isAgain">Whether to send those again that were sent before.</param>
    /// <param name="cancellationToken">Ends it before it is begun.</param>
    /// <exception cref="CommandFailedException">Another one is under way, or it could not be written down.</exception>
    public async Task StartAsync(
        string who,
        string what,
        IReadOnlyList<string> names,
        IReadOnlyCollection<string> inPacks,
        bool isAgain,
        CancellationToken cancellationToken
    )
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_job?.Progress.IsOpen == true)
            {
                throw new CommandFailedException(
                    "A resubmission is under way, and nothing was added to it: wait for its end, or cancel it."
                );
            }
            string detail = FormattableString.Invariant(
                $"{names.Count:N0} dead letters ({what}){(isAgain ? ", also those that were sent before" : "")}"
            );
            AuditEntry entry = await audit.IntendAsync(who, "resubmit", detail, cancellationToken);
            _job?.Dispose();
            var job = new ResubmissionJob(entry.Id, who, what, names.Count, time);
            _job = job;
            _run = RunAsync(job, entry, names, inPacks, isAgain);
        }
        finally
        {
            _starting.Release();
        }
        changes.Announce();
    }

    /// <summary>Pauses, lets go on or ends the one that is under way; another one is left alone.</summary>
    /// <param name="id">Which one somebody looked at.</param>
    /// <param name="action">What to do with it.</param>
    public async Task ControlAsync(string id, Func<ResubmissionJob, Task> action)
    {
        if (_job is { } job && job.Id == id && job.Progress.IsOpen)
        {
            await action(job);
            changes.Announce();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_job is { } job)
        {
            await job.CancelAsync();
            await _run.WaitAsync(Farewell, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            job.Dispose();
        }
        _starting.Dispose();
    }

    private async Task RunAsync(
        ResubmissionJob job,
        AuditEntry entry,
        IReadOnlyList<string> names,
        IReadOnlyCollection<string> inPacks,
        bool isAgain
    )
    {
        await Task.Yield();
        (ResubmissionState State, string? Failure) end;
        try
        {
            await SendAsync(job, names, inPacks, isAgain);
            end = (ResubmissionState.Done, null);
        }
        catch (OperationCanceledException) when (job.End.IsCancellationRequested)
        {
            end = (ResubmissionState.Cancelled, null);
        }
        catch (Exception e)
        {
            end = (ResubmissionState.Failed, Explanation.Of(e) ?? $"{e.GetType().Name}: {e.Message}");
        }
        catalog.Forget();
        try
        {
            string word = end.State.ToString().ToLowerInvariant();
            await audit.DoneAsync(
                entry,
                $"{word}: {job.Progress.Counts}{(end.Failure is null ? "" : $". {end.Failure}")}"
            );
        }
        catch (Exception e) when (Explanation.Of(e) is { } problem)
        {
            end.Failure = $"{end.Failure} The end could not be written down in the audit: {problem}".TrimStart();
        }
        job.Finish(end.State, end.Failure);
        changes.Announce();
    }

    private async Task SendAsync(
        ResubmissionJob job,
        IReadOnlyList<string> names,
        IReadOnlyCollection<string> inPacks,
        bool isAgain
    )
    {
        await using EventHubConnection connection = places.Pipeline.Hub.Connect(places.Pipeline.Credential);
        await using var sender = new LetterSender(connection);
        await Parallel.ForEachAsync(
            names.GroupBy(PartitionOf, StringComparer.Ordinal),
            new ParallelOptions { MaxDegreeOfParallelism = Partitions, CancellationToken = job.End },
            async (partition, token) =>
            {
                var store = new LetterStore(places.Pipeline.DeadLetters, time);
                store.Expect(inPacks);
                var resubmission = new Resubmission(store, sender, connection.EventHubName);
                foreach (string name in partition)
                {
                    await job.PassAsync();
                    token.ThrowIfCancellationRequested();
                    await SendAsync(job, resubmission, name, isAgain);
                    changes.Announce();
                }
            }
        );
    }

    // A letter that is begun is brought to its end, and marked: the token ends between two.
    private static async Task SendAsync(ResubmissionJob job, Resubmission resubmission, string name, bool isAgain)
    {
        try
        {
            job.Count(await resubmission.SendAsync(name, isAgain, CancellationToken.None));
        }
        catch (CommandFailedException e)
        {
            job.Refuse(e.Message);
        }
    }

    private static string PartitionOf(string name) => name[..Math.Max(0, name.LastIndexOf('/'))];
}
