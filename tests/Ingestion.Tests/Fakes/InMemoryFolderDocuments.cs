using Azure;
using ModelData.Ingestion.Completing;

namespace ModelData.Ingestion.Tests.Fakes;

/// <summary>Documents in memory. Thread-safe.</summary>
internal sealed class InMemoryFolderDocuments : IFolderDocuments
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (byte[] Content, ETag ETag)> _documents = [];
    private long _version;

    public byte[]? Find(string name)
    {
        lock (_lock)
        {
            return _documents.TryGetValue(name, out var document) ? document.Content : null;
        }
    }

    public Task<(ReadOnlyMemory<byte> Content, ETag ETag)?> ReadAsync(
        string name,
        int maxBytes,
        CancellationToken cancellationToken
    )
    {
        lock (_lock)
        {
            return Task.FromResult<(ReadOnlyMemory<byte>, ETag)?>(
                _documents.TryGetValue(name, out var document) ? (document.Content, document.ETag) : null
            );
        }
    }

    public Task<bool> TryWriteAsync(
        string name,
        ReadOnlyMemory<byte> content,
        ETag? ifMatch,
        CancellationToken cancellationToken
    )
    {
        lock (_lock)
        {
            ETag? present = _documents.TryGetValue(name, out var document) ? document.ETag : null;
            if (present != ifMatch)
            {
                return Task.FromResult(false);
            }

            _documents[name] = (content.ToArray(), new ETag($"\"{++_version}\""));
            return Task.FromResult(true);
        }
    }
}
