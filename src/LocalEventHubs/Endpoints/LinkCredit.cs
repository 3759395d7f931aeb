using Amqp.Listener;
using ModelData.LocalEventHubs.Amqp;

namespace ModelData.LocalEventHubs.Endpoints;

/// <summary>
/// The credit of a link that the broker sends on. The library reports a flow as the change against its own limit, and zeroes its
/// credit whenever that is not positive, even for a repeated, unchanged flow; so the limit is kept here and the library's copy is
/// corrected. Not thread-safe: the endpoint guards it, and every send, with one lock.
/// </summary>
internal sealed class LinkCredit(ListenerLink link)
{
    private uint _sent;
    private uint _limit;

    /// <summary>How many deliveries the peer still takes.</summary>
    public int Available => (int)(_limit - _sent);

    /// <summary>Takes note of a flow.</summary>
    /// <param name="change">What the library reports.</param>
    public void OnFlow(int change)
    {
        _limit += (uint)change;
        if (Available < 0)
        {
            // Credit that was taken back after it was used.
            _limit = _sent;
        }

        LibraryInternals.Credit(link) = (uint)Available;
    }

    /// <summary>Call before each send.</summary>
    public void OnSending() => _sent++;

    /// <summary>Answers a drain: what is left of the credit is given back.</summary>
    public void CompleteDrain()
    {
        _limit = _sent += (uint)Available;
        link.CompleteDrain();
    }
}
