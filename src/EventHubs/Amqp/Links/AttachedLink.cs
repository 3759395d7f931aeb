using Amqp;
using Amqp.Framing;

namespace ModelData.EventHubs.Amqp.Links;

/// <summary>A link, its session, and what the peer answered to the attach.</summary>
internal sealed class AttachedLink<T>(Session session, T link, Attach reply)
    where T : Link
{
    public T Link => link;

    public Attach Reply => reply;

    public bool IsClosed => link.IsClosed || session.IsClosed;

    /// <summary>Detaches the link and ends its session.</summary>
    /// <param name="timeout">The longest wait for the peer's answer to the detach.</param>
    public async Task CloseAsync(TimeSpan timeout)
    {
        try
        {
            if (!link.IsClosed)
            {
                await link.CloseAsync(timeout, null).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is AmqpException or TimeoutException or ObjectDisposedException)
        {
            // The session takes the link along.
        }

        AttachedLink.End(session);
    }
}

/// <summary>What does not depend on the kind of link.</summary>
internal static class AttachedLink
{
    /// <summary>Ends a session and its links without waiting for the peer.</summary>
    public static void End(Session session)
    {
        try
        {
            if (!session.IsClosed)
            {
                session.Close(TimeSpan.Zero);
            }
        }
        catch (Exception e) when (e is AmqpException or ObjectDisposedException)
        {
            // The connection is gone, and the session with it.
        }
    }
}
