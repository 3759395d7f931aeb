using System.Globalization;
using Amqp;
using Amqp.Types;

namespace ModelData.HubClient.Tests.Peer;

/// <summary>A partition of events 0, 1, 2, ... that is delivered to receivers within their credit, from where they ask for.</summary>
#pragma warning disable CA1001 // A semaphore without a wait handle has nothing to dispose of.
internal sealed class PeerPartition
#pragma warning restore CA1001
{
    private readonly Dictionary<PeerLink, long> _next = [];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _count;

    public PeerPartition(ScriptedPeer peer, long count)
    {
        _count = count;
        peer.Script.OnCredit = DeliverAsync;
    }

    /// <summary>The body of an event.</summary>
    public Func<long, byte[]> Body { get; set; } = static sequenceNumber => BitConverter.GetBytes(sequenceNumber);

    /// <summary>Changes the message of an event before it is delivered.</summary>
    public Action<long, Message> Change { get; set; } = static (_, _) => { };

    /// <summary>The offset of an event.</summary>
    public Func<long, string> Offset { get; set; } = PeerAnnotations.ToOffset;

    /// <summary>The most events that one link is delivered.</summary>
    public long LimitPerLink { get; set; } = long.MaxValue;

    /// <summary>After an event went out.</summary>
    public Func<PeerLink, long, Task> OnDelivered { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Stores more events.</summary>
    public async Task AddAsync(long count)
    {
        PeerLink[] links;
        await _turn.WaitAsync();
        try
        {
            _count += count;
            links = [.. _next.Keys];
        }
        finally
        {
            _turn.Release();
        }

        foreach (PeerLink link in links)
        {
            await DeliverAsync(link);
        }
    }

    private async Task DeliverAsync(PeerLink link)
    {
        await _turn.WaitAsync();
        try
        {
            if (!_next.TryGetValue(link, out long next))
            {
                next = GetStart(link.Filter);
            }

            while (
                next < _count && link.Delivered < link.CreditLimit && link.Delivered < LimitPerLink && !link.IsDetached
            )
            {
                long sequenceNumber = next++;
                await link.DeliverAsync(
                    sequenceNumber,
                    Body(sequenceNumber),
                    message =>
                    {
                        message.MessageAnnotations[new Symbol("x-opt-offset")] = Offset(sequenceNumber);
                        Change(sequenceNumber, message);
                    }
                );
                await OnDelivered(link, sequenceNumber);
            }

            _next[link] = next;
        }
        finally
        {
            _turn.Release();
        }
    }

    private long GetStart(string filter)
    {
        string value = filter.Split(' ')[^1].Trim('\'');
        if (value == "@latest")
        {
            return _count;
        }

        bool isOffset = filter.Contains("x-opt-offset", StringComparison.Ordinal) && value != "-1";
        long named = isOffset
            ? Enumerable.Range(0, (int)_count).First(number => Offset(number) == value)
            : long.Parse(value, CultureInfo.InvariantCulture);
        return named + (filter.Contains(">=", StringComparison.Ordinal) ? 0 : 1);
    }
}
