using Amqp.Listener;

namespace ModelData.LocalEventHubs.Endpoints;

/// <summary>
/// Where the answers of a connection go: by the receiver's target address, else by its link name (the JavaScript SDK gives no
/// target address for <c>$cbs</c>). Thread-safe.
/// </summary>
internal sealed class ReplyLinks
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ReplyEndpoint> _links = new(StringComparer.Ordinal);

    public void Add(ReplyEndpoint endpoint, string linkName, string? targetAddress)
    {
        lock (_gate)
        {
            _links[linkName] = endpoint;
            if (!string.IsNullOrEmpty(targetAddress))
            {
                _links[targetAddress] = endpoint;
            }
        }
    }

    public ReplyEndpoint? Find(string? replyTo)
    {
        lock (_gate)
        {
            return replyTo is null ? null : _links.GetValueOrDefault(replyTo);
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
        }
    }
}
