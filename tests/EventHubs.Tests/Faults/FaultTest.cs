using Microsoft.Extensions.Time.Testing;
using ModelData.EventHubs.Peer;

namespace ModelData.EventHubs.Faults;

/// <summary>Tests of one fault at a time, under a clock that runs while the client waits.</summary>
public abstract class FaultTest : PeerTest
{
    // What the service asks for when it is busy.
    private static readonly TimeSpan BusyWait = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    private protected FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    /// <summary>A connection whose clock stands until <see cref="HealsAsync"/> or <see cref="FailsAsync"/> lets it run.</summary>
    private protected EventHubsConnection ConnectInFakeTime(int retries = 3) =>
        Connect(options =>
        {
            options.TimeProvider = Time;
            options.IdleTimeout = TimeSpan.FromDays(1);
            options.Retry.TryTimeout = TimeSpan.FromHours(1);
            options.Retry.MaximumRetries = retries;
        });

    /// <summary>The work goes on in spite of the fault; where the peer asked for time, it got it.</summary>
    private protected async Task HealsAsync(Task work, WireCondition fault)
    {
        TimeSpan waited = await RunAsync(work);
        await work;
        Assert.True(
            fault.Reason != FailureReason.ServiceBusy || waited >= BusyWait,
            $"Tried again after {waited}; the peer asked for {BusyWait}."
        );
    }

    /// <summary>The fault surfaces, with the peer's words and without its secrets.</summary>
    private protected async Task<EventHubsException> FailsAsync(Task work, WireCondition fault)
    {
        await RunAsync(work);
        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(() => work);
        Assert.Equal((fault.Reason, fault.IsTransient), (failure.Reason, failure.IsTransient));
        Assert.Contains(fault.Text, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(WireCondition.Secret, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("SAS_KEY_VALUE", failure.ToString(), StringComparison.Ordinal);
        return failure;
    }

    private protected async Task<TimeSpan> RunAsync(Task work)
    {
        DateTimeOffset start = Time.GetUtcNow();
        await Peer.WaitForAsync(
            () =>
            {
                bool isOver = work.IsCompleted;
                Time.Advance(isOver ? TimeSpan.Zero : Step);
                return isOver;
            },
            "the end of the work"
        );
        return Time.GetUtcNow() - start;
    }
}
