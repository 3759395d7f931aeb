using Azure;
using ModelData.HubClient;

namespace ModelData.Simulation.Seams;

/// <summary>
/// The network between a worker and the world. A request takes effect in the world, some time later, also when whoever asked has given up or is dead; the
/// answer takes its time as well. Both may get lost, and a request may take effect long after its caller has been told that it failed.
/// </summary>
internal sealed class Link(SimulatedProcess process, int seed)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private readonly Random _random = new(seed);

    public SimulatedProcess Process => process;

    /// <summary>How many of a hundred requests, answers, and requests that come late.</summary>
    public int Losses { get; set; }

    /// <summary>How many of a hundred ways take much longer than the others.</summary>
    public int SlowPercent { get; set; }

    public bool IsHubCut { get; set; }

    public bool IsStorageCut { get; set; }

    /// <summary>What the service answers in place of doing it, if anything. Arguments: operation and what it is about.</summary>
    public Func<string, string, Exception?> Refuse { get; set; } = (_, _) => null;

    /// <summary>Runs in the world after an operation of this worker took effect, before it is answered. Arguments: as above.</summary>
    public Action<string, string> After { get; set; } = (_, _) => { };

    /// <summary>A request to storage.</summary>
    public Task<T> AskStorageAsync<T>(
        string operation,
        string about,
        Func<Task<T>> effect,
        Func<T, string> describe,
        CancellationToken token
    ) => AskAsync(new Request<T>(operation, about, effect, describe, () => IsStorageCut, StorageLost), token);

    /// <summary>A request to the hub.</summary>
    public Task<T> AskHubAsync<T>(
        string operation,
        string about,
        Func<T> effect,
        Func<T, string> describe,
        CancellationToken token
    ) =>
        AskAsync(
            new Request<T>(operation, about, () => Task.FromResult(effect()), describe, () => IsHubCut, HubLost),
            token
        );

    public static Exception HubLost() =>
        new HubException(HubFailureReason.ServiceCommunicationProblem, isTransient: true, "lost on the way");

    private static HttpRequestException StorageLost() => new("lost on the way");

    private async Task<T> AskAsync<T>(Request<T> request, CancellationToken token)
    {
        if (SimulatedProcess.Running != process)
        {
            throw new InvalidOperationException($"{request} escaped from {process.Name}");
        }

        token.ThrowIfCancellationRequested();
        var world = process.Loop.World;
        var answer = new TaskCompletionSource<T>();
        var (there, back) = (Draw(), Draw());
        var delivery = request.IsCut() ? Delivery.RequestLost : DrawDelivery();
        if (delivery == Delivery.Late)
        {
            there = Timeout + TimeSpan.FromSeconds(8 * _random.NextDouble());
            world.StartIn(Timeout, () => answer.TrySetException(request.Lost()));
        }

        world.StartIn(there, () => _ = world.Start(() => ArriveAsync(request, delivery, back, answer)));
        return await answer.Task.WaitAsync(token);
    }

    private async Task ArriveAsync<T>(
        Request<T> request,
        Delivery delivery,
        TimeSpan back,
        TaskCompletionSource<T> answer
    )
    {
        var loop = process.Loop;
        if (delivery == Delivery.RequestLost)
        {
            loop.Trace($"{process.Name} {request}: lost");
            loop.World.StartIn(Timeout, () => answer.TrySetException(request.Lost()));
            return;
        }

        T result = default!;
        Exception? failure = Refuse(request.Operation, request.About);
        try
        {
            result = failure is null ? await request.Effect() : result;
        }
        catch (Exception e)
        {
            failure = e;
        }

        bool isLost = delivery != Delivery.Answered || request.IsCut();
        string outcome = failure is null ? request.Describe(result) : Describe(failure);
        loop.Trace($"{process.Name} {request}: {outcome}{(isLost ? $" ({delivery})" : "")}");
        After(request.Operation, request.About);
        loop.World.StartIn(
            isLost ? Timeout : back,
            () =>
                _ =
                    isLost ? answer.TrySetException(request.Lost())
                    : failure is not null ? answer.TrySetException(failure)
                    : answer.TrySetResult(result)
        );
    }

    private Delivery DrawDelivery()
    {
        int drawn = _random.Next(100);
        return drawn < Losses ? Delivery.RequestLost
            : drawn < 2 * Losses ? Delivery.AnswerLost
            : drawn < 3 * Losses ? Delivery.Late
            : Delivery.Answered;
    }

    private TimeSpan Draw() =>
        _random.Next(100) < SlowPercent
            ? TimeSpan.FromMilliseconds(20 + _random.Next(1500))
            : TimeSpan.FromMilliseconds(0.3 + 4 * _random.NextDouble());

    private static string Describe(Exception e) =>
        e is RequestFailedException failed ? $"{failed.Status} {failed.ErrorCode}" : e.GetType().Name;

    private enum Delivery
    {
        Answered,
        RequestLost,
        AnswerLost,
        Late,
    }

    private sealed record Request<T>(
        string Operation,
        string About,
        Func<Task<T>> Effect,
        Func<T, string> Describe,
        Func<bool> IsCut,
        Func<Exception> Lost
    )
    {
        public override string ToString() => $"{Operation} {About}";
    }
}
