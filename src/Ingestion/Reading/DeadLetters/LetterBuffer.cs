using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Fencing;

namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>
/// The letters of one partition on their way into its packs. They gather while those before them are being written, so that a flood costs a
/// few requests a second and good events behind it do not wait; who adds waits only for memory. They are written when they are many, when the
/// oldest has waited for <see cref="MaxAge"/>, and at once when the partition ends here; and only once they are proven. Thread-safe for one
/// that adds.
/// </summary>
internal sealed partial class LetterBuffer(
    string partitionId,
    LetterPackWriter writer,
    IProof proof,
    LetterMemory memory,
    LetterFloods floods,
    WorkerMetrics metrics,
    TimeProvider time,
    ILogger logger,
    CancellationToken partitionEnded,
    CancellationToken workerEnded
) : ILetterSink
{
    /// <summary>How long a letter waits for others.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(15));
    private readonly LetterOutage _outage = new(partitionId, time, logger);
    private List<EncodedLetter> _gathered = [];
    private long _gatheredBytes;
    private long _oldestAt;
    private TaskCompletionSource _hurry = NewSignal();
    private bool _isWriting;

    public async ValueTask AddAsync(DeadLetter letter, PendingEvent pending, CancellationToken cancellationToken)
    {
        long expected = EncodedLetter.ExpectBytes(letter);
        var reserving = memory.ReserveAsync(expected, cancellationToken);
        if (!reserving.IsCompleted)
        {
            Hurry();
        }

        await reserving;
        var encoded = EncodedLetter.Create(letter, pending);
        memory.Correct(expected, encoded.Bytes);
        if (Gather(encoded))
        {
            _ = WriteAsync();
        }
    }

    /// <returns>Whether somebody must begin to write.</returns>
    private bool Gather(EncodedLetter letter)
    {
        lock (_lock)
        {
            letter.Event.Begin();
            if (_gathered.Count == 0)
            {
                _oldestAt = time.GetTimestamp();
            }

            _gathered.Add(letter);
            _gatheredBytes += letter.Bytes;
            if (_gatheredBytes >= memory.BytesToWriteAtOnce)
            {
                _hurry.TrySetResult();
            }

            bool isFirst = !_isWriting;
            _isWriting = true;
            return isFirst;
        }
    }

    private void Hurry()
    {
        lock (_lock)
        {
            _hurry.TrySetResult();
        }
    }

    // Ends when nothing is left, and is begun again by the next letter: one at a time.
    private async Task WriteAsync()
    {
        try
        {
            while (await WaitUntilDueAsync() is { } letters)
            {
                await WriteAsync(letters);
            }
        }
        catch (Exception) when (workerEnded.IsCancellationRequested)
        {
            // The positions trail what is not written: it is read again.
        }
    }

    private async Task<List<EncodedLetter>?> WaitUntilDueAsync()
    {
        while (true)
        {
            Task hurry;
            TimeSpan wait;
            lock (_lock)
            {
                if (_gathered.Count == 0)
                {
                    _isWriting = false;
                    return null;
                }

                wait = MaxAge - time.GetElapsedTime(_oldestAt);
                hurry = _hurry.Task;
                if (wait <= TimeSpan.Zero || hurry.IsCompleted || partitionEnded.IsCancellationRequested)
                {
                    return Take();
                }
            }

            // A timer has whole milliseconds: less would come back at once, again and again.
            wait = TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
            await hurry.WaitAsync(wait, time, partitionEnded).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private List<EncodedLetter> Take()
    {
        var taken = _gathered;
        _gathered = [];
        _gatheredBytes = 0;
        _hurry = NewSignal();
        return taken;
    }

    private async Task WriteAsync(List<EncodedLetter> letters)
    {
        int written = 0;
        int proven = await CountProvenAsync(letters);
        foreach (var some in letters.Take(proven).GroupBy(letter => LetterPackName.FirstOf(letter.SequenceNumber)))
        {
            EncodedLetter[] ofOnePack = [.. some];
            if (!await TryWriteAsync(ofOnePack))
            {
                break;
            }

            written += ofOnePack.Length;
            foreach (var letter in ofOnePack)
            {
                letter.Event.Complete();
                memory.Release(letter.Bytes);
            }
        }

        // Whoever owns the partition now reads these events, and this position must never pass them.
        foreach (var letter in letters.Skip(written))
        {
            memory.Release(letter.Bytes);
        }
    }

    // A mistake is no outage: the session ends, and says so.
    private async Task<bool> TryWriteAsync(EncodedLetter[] letters)
    {
        try
        {
            Note(await UntilDoneAsync(() => writer.WriteAsync(letters, workerEnded), IsBroken));
            return true;
        }
        catch (Exception e) when (!workerEnded.IsCancellationRequested && IsBroken(e))
        {
            LogBroken(partitionId, e);
            letters[0]
                .Event.Session.EndAs(
                    SessionEnd.Failed,
                    $"Dead letters could not be written in a way that waiting does not mend ({Problem.Of(e)}). Nothing is lost: the events are read "
                        + "again"
                );
            return false;
        }
    }

    private static bool IsBroken(Exception exception) => StorageFailures.Classify(exception) == StorageFailure.Broken;

    // They are in the order of the partition: what is proven of them when a session ends is the first part.
    private async Task<int> CountProvenAsync(List<EncodedLetter> letters)
    {
        int count = letters.Count;
        while (count > 0 && !await ProveAsync(letters[count - 1].SequenceNumber))
        {
            count--;
        }

        return count;
    }

    private Task<bool> ProveAsync(long sequenceNumber) =>
        UntilDoneAsync(() => proof.ProveAsync(sequenceNumber, workerEnded).AsTask(), isFinal: _ => false);

    private async Task<T> UntilDoneAsync<T>(Func<Task<T>> attempt, Func<Exception, bool> isFinal)
    {
        while (true)
        {
            try
            {
                var result = await attempt();
                _backoff.Reset();
                _outage.Ended();
                return result;
            }
            catch (Exception e) when (!workerEnded.IsCancellationRequested && !isFinal(e))
            {
                _outage.Failed(e);
            }

            await Task.Delay(_backoff.Next(), time, workerEnded);
        }
    }

    private void Note(IReadOnlyList<EncodedLetter> written)
    {
        foreach (var letter in written)
        {
            metrics.DeadLetter(letter.Refusal.Reason);
            floods.Note(partitionId, letter.SequenceNumber, letter.Refusal);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(
        EventIds.DeadLetterBroken,
        LogLevel.Error,
        "Dead letters of partition {Partition} could not be written, and not because of storage: the partition stops"
    )]
    private partial void LogBroken(string partition, Exception exception);
}
