using Amqp;
using Amqp.Framing;

namespace ModelData.EventHubs.Amqp.Links;

/// <summary>Attaches links, each in a session of its own, and waits until the peer has agreed or refused.</summary>
internal static class LinkOpening
{
    public static Task<AttachedLink<SenderLink>> AttachSenderAsync(
        AmqpConnection connection,
        string name,
        Attach attach,
        CancellationToken cancellationToken
    ) =>
        AttachAsync(
            connection,
            (session, onAttached) => new SenderLink(session, name, attach, onAttached),
            static reply => reply.Target is not null,
            cancellationToken
        );

    public static Task<AttachedLink<ReceiverLink>> AttachReceiverAsync(
        AmqpConnection connection,
        string name,
        Attach attach,
        CancellationToken cancellationToken
    ) =>
        AttachAsync(
            connection,
            (session, onAttached) => new ReceiverLink(session, name, attach, onAttached),
            static reply => reply.Source is not null,
            cancellationToken
        );

    /// <summary>Attaches a link in a session.</summary>
    public static async Task<(T Link, Attach Reply)> AttachAsync<T>(
        Session session,
        Func<Session, OnAttached, T> create,
        Func<Attach, bool> isAgreed,
        CancellationToken cancellationToken
    )
        where T : Link
    {
        var attached = new TaskCompletionSource<Attach>(TaskCreationOptions.RunContinuationsAsynchronously);
        // A refusal is an attach without its node, followed by a detach with the reason.
        T link = create(
            session,
            (_, reply) =>
            {
                if (isAgreed(reply))
                {
                    attached.TrySetResult(reply);
                }
            }
        );
        link.AddClosedCallback((_, error) => attached.TrySetException(ToException(error)));
        return (link, await attached.Task.WaitAsync(cancellationToken).ConfigureAwait(false));
    }

    public static Exception ToException(Error? error) => AmqpErrorMapper.Map(error);

    private static async Task<AttachedLink<T>> AttachAsync<T>(
        AmqpConnection connection,
        Func<Session, OnAttached, T> create,
        Func<Attach, bool> isAgreed,
        CancellationToken cancellationToken
    )
        where T : Link
    {
        Session session = connection.BeginSession();
        try
        {
            (T link, Attach reply) = await AttachAsync(session, create, isAgreed, cancellationToken)
                .ConfigureAwait(false);
            return new AttachedLink<T>(session, link, reply);
        }
        catch
        {
            AttachedLink.End(session);
            throw;
        }
    }
}
