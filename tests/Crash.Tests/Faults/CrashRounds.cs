using ModelData.Crash.Tests.Rig;
using ModelData.Testing;

namespace ModelData.Crash.Tests.Faults;

/// <summary>One round: a worker works under load and faults until it dies at a chosen point, or freezes and is superseded there.</summary>
internal sealed class CrashRounds(CrashRig rig, FaultTable table, Random random)
{
    /// <summary>What counts as a send: more bytes than a token or a heartbeat take.</summary>
    private const int SendBytes = 1000;

    /// <summary>How long to wait for a fault point to be reached: longer than any request of the worker may take.</summary>
    public TimeSpan HitDeadline { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Kills a worker at a point while requests, answers and acknowledgements get lost.</summary>
    /// <param name="point">Where it dies.</param>
    /// <param name="lossBefore">What must get lost before that; without it any loss may come, before or never.</param>
    /// <param name="cancellationToken">Ends the round.</param>
    public async Task KillAsync(FaultPoint point, FaultPoint? lossBefore, CancellationToken cancellationToken)
    {
        await using var worker = await rig.StartWorkerAsync(cancellationToken);
        var loss = lossBefore ?? rig.Points.Losses[random.Next(rig.Points.Losses.Count)];
        using var lost = loss.Lose(worker.Proxy, skip: random.Next(0, 6));
        var unacknowledged = rig.Wire.LoseNextAcknowledgementAsync(SendBytes);
        if (lossBefore is not null)
        {
            await HitAsync(lost.FirstHit, loss.Name, worker);
        }

        var dead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var kill = point.Do(
            worker.Proxy,
            _ =>
            {
                worker.Kill();
                dead.TrySetResult();
                return Task.CompletedTask;
            },
            skip: random.Next(0, 4)
        );

        await HitAsync(dead.Task, point.Name, worker);
        table.Hit(FaultTable.Killed(point));
        table.Hit(FaultTable.Lost(loss), lost.Hits);
        if (unacknowledged.IsCompleted)
        {
            table.Hit(FaultTable.LostAcknowledgement);
        }
    }

    /// <summary>Loses the acknowledgements of sends while a worker reads.</summary>
    public async Task LoseAcknowledgementsAsync(int times, CancellationToken cancellationToken)
    {
        await using var worker = await rig.StartWorkerAsync(cancellationToken);
        for (int i = 0; i < times; i++)
        {
            await HitAsync(rig.Wire.LoseNextAcknowledgementAsync(SendBytes), FaultTable.LostAcknowledgement, worker);
            table.Hit(FaultTable.LostAcknowledgement);
        }
    }

    /// <summary>
    /// Freezes a worker just before a request, lets another take over and commit to the same blob, then thaws the first: it goes on
    /// with what it believed, beside the second, or while that one is frozen in its turn.
    /// </summary>
    public async Task SupersedeAsync(FaultPoint point, bool isAlone, CancellationToken cancellationToken)
    {
        string name = FaultTable.Frozen(point);
        await using var first = await rig.StartWorkerAsync(cancellationToken);
        var frozen = new TaskCompletionSource<BlobRequest>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thawed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hold = new BlobFault
        {
            BeforeForward = async request =>
            {
                await first.FreezeAsync();
                frozen.TrySetResult(request);
                await thawed.Task;
            },
        };
        using var armed = first.Proxy.Arm(point.Match, hold, skip: random.Next(3, 10));
        var held = await Eventually.CompletesAsync(frozen.Task, HitDeadline, () => $"{name}:\n{Tail(first)}");

        await using var second = await rig.StartWorkerAsync(cancellationToken);
        await CommitToAsync(second, held, times: 2);
        if (isAlone)
        {
            await second.FreezeAsync();
        }

        await first.ThawAsync();
        thawed.SetResult();
        // It learns that its partitions were taken, and flushes what it has.
        await Eventually.IsTrueAsync(
            async token => await first.Process.ReadSumAsync("modeldata_partitions_lost_total", token) > 0,
            HitDeadline,
            () => $"the superseded worker to notice:\n{Tail(first)}",
            cancellationToken
        );
        int code = await first.Process.TerminateAsync(HitDeadline);
        Assert.True(code == 0, $"The superseded worker ended with {code}:\n{Tail(first)}");
        if (isAlone)
        {
            await second.ThawAsync();
        }

        await CommitToAsync(second, held, times: 2);
        second.Kill();
        table.Hit(name);
    }

    // A pack of letters is full some time; then its partition's next one stands for it.
    private static bool IsSameFile(BlobRequest one, BlobRequest other) =>
        one.Container == other.Container
        && (
            PackFile.IsPack(other.BlobName)
                ? Folder(one.BlobName) == Folder(other.BlobName)
                : one.BlobName == other.BlobName
        );

    private static string Folder(string blob) => blob[..(blob.LastIndexOf('/') + 1)];

    private async Task CommitToAsync(WorkerUnderTest worker, BlobRequest file, int times)
    {
        for (int i = 0; i < times; i++)
        {
            var committed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var armed = worker.Proxy.Arm(
                r => r.Operation == BlobOperation.CommitBlockList && IsSameFile(r, file),
                new BlobFault
                {
                    AfterResponse = (_, status) =>
                    {
                        committed.TrySetResult();
                        return Task.CompletedTask;
                    },
                }
            );
            await HitAsync(committed.Task, $"commit of {file.BlobName}", worker);
        }
    }

    private static string Tail(WorkerUnderTest worker)
    {
        string output = worker.Process.Process.Output;
        return output[Math.Max(0, output.Length - 3000)..];
    }

    private async Task HitAsync(Task hit, string name, WorkerUnderTest worker)
    {
        try
        {
            await hit.WaitAsync(HitDeadline);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"'{name}' was not reached; load {rig.Load.Describe()}:\n{Tail(worker)}");
        }
    }
}
