using Amqp;

namespace ModelData.LocalEventHubs.Endpoints;

/// <summary>
/// Where the answers of a connection go: by the receiver's target address, else by its link name (the JavaScript SDK gives no
/// target address for <c>$cbs</c>), and for a request that names neither to the newest receiver of the same node on the same
/// session (the Python SDK). Thread-safe.
/// </summary>
internal sealed class ReplyLinks
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ReplyEndpoint> _links = new(StringComparer.Ordinal);
    private readonly Dictionary<(Session Session, string Node), ReplyEndpoint> _nodes = [];

    /// <summary>Takes note of a receiver.</summary>
    /// <param name="endpoint">The receiver.</param>
    /// <param name="session">Its session.</param>
    /// <param name="node">Whose answers it receives: <c>$cbs</c> or <c>$management</c>.</param>
    /// <param name="linkName">Its name.</param>
    /// <param name="targetAddress">The address that the client gave it, if any.</param>
    public void Add(ReplyEndpoint endpoint, Session session, string node, string linkName, string? targetAddress)
    {
        lock (_gate)
        {
            _nodes[(session, node)] = endpoint;
            _links[linkName] = endpoint;
            if (!string.IsNullOrEmpty(targetAddress))
            {
                _links[targetAddress] = endpoint;
            }
        }
    }

    /// <summary>The receiver for the answer to a request.</summary>
    /// <param name="replyTo">What the request says; <see langword="null"/> when it says nothing.</param>
    /// <param name="session">The session that brought the request.</param>
    /// <param name="node">Whom the request is for.</param>
    public ReplyEndpoint? Find(string? replyTo, Session session, string node)
    {
        lock (_gate)
        {
            return replyTo is null ? _nodes.GetValueOrDefault((session, node)) : _links.GetValueOrDefault(replyTo);
        }
    }

    public void Remove(ReplyEndpoint endpoint)
    {
        lock (_gate)
        {
            foreach (string key in _links.Where(link => link.Value == endpoint).Select(link => link.Key).ToList())
            {
                _links.Remove(key);
            }

            foreach (var key in _nodes.Where(node => node.Value == endpoint).Select(node => node.Key).ToList())
            {
                _nodes.Remove(key);
            }
        }
    }
}
