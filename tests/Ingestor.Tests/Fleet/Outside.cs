using ModelData.EventHubs;

namespace ModelData.Ingestor.Tests.Fleet;

/// <summary>
/// What lies between a worker and the world. A worker that is frozen gets no answer until it thaws, one that is dead never; requests and answers get
/// lost. Thread-safe.
/// </summary>
internal sealed class Outside(Random random)
{
    private volatile TaskCompletionSource? _frozen;

    public bool IsHubCut { get; set; }

    public bool IsStorageCut { get; set; }

    /// <summary>How many of a hundred requests, and of a hundred answers, of storage get lost.</summary>
    public int Losses { get; set; }

    /// <summary>Nothing that it does takes effect any more.</summary>
    public bool IsDead { get; set; }

    public void Freeze() => _frozen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Thaw()
    {
        var frozen = _frozen;
        _frozen = null;
        frozen?.TrySetResult();
    }

    public async Task<T> AskHubAsync<T>(Func<T> ask, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        if (IsHubCut)
        {
            throw new EventHubsException(FailureReason.ServiceCommunicationProblem, isTransient: true, "cut off");
        }

        var answer = ask();
        await PassAsync(cancellationToken);
        return answer;
    }

    public async Task<T> AskStorageAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        LosePerhaps("request");
        var answer = await ask();
        await PassAsync(cancellationToken);
        LosePerhaps("answer");
        return answer;
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (_frozen is { } frozen)
        {
            // As long as it is frozen it does not even see that it is told to stop.
            await frozen.Task;
        }

        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(IsDead, this);
    }

    private void LosePerhaps(string what)
    {
        lock (random)
        {
            if (IsStorageCut || random.Next(100) < Losses)
            {
                throw new HttpRequestException($"{what} lost");
            }
        }
    }
}
