using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using ModelData.HubClient;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Tests.Balancing;

/// <summary>A worker of a fleet whose work on a partition is to hold it.</summary>
internal sealed class Member : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly FreezableStore _store;
    private readonly PartitionBalancer _balancer;
    private readonly Task _running;

    public Member(Fleet fleet, string name, TimeSpan skew, BalancingStrategy strategy)
    {
        Clock = new MemberClock(fleet.Time, skew);
        _store = new FreezableStore(fleet.Store);
        var options = fleet.Options with { Identifier = name, Strategy = strategy };
        _balancer = new PartitionBalancer(_store, options, Clock, NullLogger<PartitionBalancer>.Instance);
        _running = Task.Run(() => _balancer.RunAsync(_ => ListPartitions(fleet), WorkAsync, _stopping.Token));
    }

    public MemberClock Clock { get; }

    public string OwnerId => _balancer.OwnerId;

    /// <summary>What it works on.</summary>
    public ConcurrentDictionary<string, PartitionLease> Working { get; } = new();

    /// <summary>How often it began to work on a partition.</summary>
    public int Starts { get; private set; }

    /// <summary>How often a partition was lost.</summary>
    public int Losses { get; private set; }

    /// <summary>What work waits for after its lease has ended.</summary>
    public Task Finishing { get; set; } = Task.CompletedTask;

    /// <summary>What work fails with.</summary>
    public TaskCompletionSource Failing { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsHubReachable { get; set; } = true;

    public Task Running => _running;

    /// <summary>Whether it only waits for time to pass, or is frozen, or has ended.</summary>
    public bool IsIdle => _running.IsCompleted || _store.IsFrozen || Clock.IsWaiting || !Finishing.IsCompleted;

    /// <summary>As a process that is stopped by a signal or dies: nothing of it happens any more.</summary>
    public void Freeze() => _store.Freeze();

    public void Thaw() => _store.Thaw();

    public Task StopAsync()
    {
        _stopping.Cancel();
        return _running;
    }

    public async ValueTask DisposeAsync()
    {
        Thaw();
        Failing.TrySetCanceled();
        await _stopping.CancelAsync();
        await Task.WhenAny(_running, Finishing);
        _stopping.Dispose();
    }

    private Task<IReadOnlyList<string>> ListPartitions(Fleet fleet) =>
        IsHubReachable
            ? Task.FromResult<IReadOnlyList<string>>(fleet.Partitions)
            : Task.FromException<IReadOnlyList<string>>(
                new HubException(HubFailureReason.ServiceCommunicationProblem, true, "cut off")
            );

    private async Task WorkAsync(PartitionLease lease)
    {
        lock (Working)
        {
            Starts++;
        }

        Assert.True(Working.TryAdd(lease.PartitionId, lease), $"{OwnerId} works on {lease.PartitionId} twice");
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await using (lease.Ended.Register(() => ended.TrySetResult()))
            {
                await await Task.WhenAny(ended.Task, Failing.Task);
            }

            await Finishing;
        }
        finally
        {
            lock (Working)
            {
                Losses += lease.End == LeaseEnd.Lost ? 1 : 0;
            }

            Working.TryRemove(lease.PartitionId, out _);
        }
    }
}
