using Microsoft.Extensions.Time.Testing;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Settings;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Balancing;

/// <summary>Workers that share a hub, in fake time: time passes only while none of them has anything to do.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    public Fleet(int partitions)
    {
        Partitions = [.. Enumerable.Range(0, partitions).Select(i => $"{i}")];
        Store = new InMemoryOwnershipStore(Time);
    }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch.AddDays(20_000));

    public InMemoryOwnershipStore Store { get; }

    public IReadOnlyList<string> Partitions { get; }

    public PartitionBalancerOptions Options { get; } =
        new() { Interval = TimeSpan.FromSeconds(1), Expiry = TimeSpan.FromSeconds(3) };

    public List<Member> Members { get; } = [];

    /// <summary>How many partitions each member works on.</summary>
    public int[] Counts => [.. Members.Select(member => member.Working.Count)];

    /// <summary>Partitions that nobody works on.</summary>
    public IReadOnlyList<string> Unread =>
        [.. Partitions.Where(partition => !Members.Any(member => member.Working.ContainsKey(partition)))];

    public int Losses => Members.Sum(member => member.Losses);

    public int Starts => Members.Sum(member => member.Starts);

    public Member Add(
        string? name = null,
        TimeSpan skew = default,
        BalancingStrategy strategy = BalancingStrategy.Greedy
    )
    {
        var member = new Member(this, name ?? $"member{Members.Count}", skew, strategy);
        Members.Add(member);
        return member;
    }

    /// <summary>Lets time pass.</summary>
    public async Task PassAsync(double seconds)
    {
        await SettleAsync();
        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromSeconds(seconds); passed += Step)
        {
            Time.Advance(Step);
            await SettleAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in Members)
        {
            await member.DisposeAsync();
        }
    }

    // Twice: the last to end its turn may have given others something to do.
    private async Task SettleAsync()
    {
        for (int i = 0; i < 2; i++)
        {
            await Eventually.IsTrueAsync(
                () => Members.All(member => member.IsIdle),
                TimeSpan.FromSeconds(30),
                "every member to wait",
                TestContext.Current.CancellationToken
            );
            await Task.Yield();
        }
    }
}
