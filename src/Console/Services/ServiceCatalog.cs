using System.Collections.Concurrent;
using ModelData.Operations.Settings;

namespace ModelData.Console.Services;

/// <summary>
/// The settings documents: the listing is kept for some seconds, a document for as long as its version is the listed one. Thread-safe.
/// </summary>
internal sealed class ServiceCatalog(ConsolePlaces places, TimeProvider time) : IDisposable
{
    private const int MaxReads = 16;

    // Also those that a form may still be about, to tell what has changed since.
    private const int MostKept = 20_000;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(ServiceName, string), ServiceSettings> _documents = new();
    private readonly SemaphoreSlim _listing = new(1, 1);
    private volatile Listing? _listed;

    /// <summary>Where they lie.</summary>
    public SettingsStore Store { get; } = new(places.Settings, time);

    /// <summary>The web services that have a document, with its version.</summary>
    /// <exception cref="CommandFailedException">There is no such container.</exception>
    public async Task<IReadOnlyDictionary<ServiceName, string>> ListAsync(CancellationToken cancellationToken)
    {
        await _listing.WaitAsync(cancellationToken);
        try
        {
            if (_listed is not { } known || time.GetElapsedTime(known.At) > Fresh)
            {
                List<(ServiceName Service, string ETag)> found = await Store.ListVersionsAsync(cancellationToken);
                known = new Listing(found.ToDictionary(it => it.Service, it => it.ETag), time.GetTimestamp());
                _listed = known;
            }
            return known.Versions;
        }
        finally
        {
            _listing.Release();
        }
    }

    /// <summary>What documents say, those that are listed, as they were then or later.</summary>
    public async Task<IReadOnlyDictionary<ServiceName, ServiceDocument>> ReadAsync(
        IEnumerable<ServiceName> services,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyDictionary<ServiceName, string> versions = await ListAsync(cancellationToken);
        var documents = new ConcurrentDictionary<ServiceName, ServiceDocument>();
        await Parallel.ForEachAsync(
            services.Where(versions.ContainsKey),
            new ParallelOptions { MaxDegreeOfParallelism = MaxReads, CancellationToken = cancellationToken },
            async (service, token) =>
                documents[service] = _documents.TryGetValue((service, versions[service]), out ServiceSettings? kept)
                    ? new ServiceDocument(kept, versions[service], null)
                    : await ReadAsync(service, token)
        );
        return documents;
    }

    /// <summary>A document as it is now.</summary>
    public async Task<ServiceDocument> ReadAsync(ServiceName service, CancellationToken cancellationToken)
    {
        SettingsRead read = await Store.BlobOf(service).ReadAsync(null, cancellationToken);
        return read switch
        {
            SettingsRead.Found found => Keep(service, found),
            SettingsRead.NotThere { Code: not "ContainerNotFound" } => ServiceDocument.None,
            _ => new ServiceDocument(null, "", Store.Failure(service, read).Message),
        };
    }

    /// <summary>A version that was shown before; null when it is not known any more.</summary>
    public ServiceSettings? Find(ServiceName service, string etag) =>
        etag.Length == 0 ? new ServiceSettings() : _documents.GetValueOrDefault((service, etag));

    /// <summary>Takes note that the listing has changed.</summary>
    public void Forget() => _listed = null;

    public void Dispose()
    {
        Store.Dispose();
        _listing.Dispose();
    }

    private ServiceDocument Keep(ServiceName service, SettingsRead.Found found)
    {
        if (_documents.Count >= MostKept)
        {
            _documents.Clear();
        }
        string etag = found.ETag.Trim('"');
        _documents[(service, etag)] = found.Settings;
        return new ServiceDocument(found.Settings, etag, null);
    }

    private sealed record Listing(IReadOnlyDictionary<ServiceName, string> Versions, long At);
}
