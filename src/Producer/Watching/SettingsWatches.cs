namespace ModelData.Producer.Watching;

/// <summary>The settings documents that a process follows: one watch for each container and service. Thread-safe.</summary>
/// <param name="handler">Sends requests; null for the network.</param>
internal sealed class SettingsWatches(HttpMessageHandler? handler = null)
{
    /// <summary>Connections are made anew now and then, so that a changed address is found.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<(Uri Container, string Blob), SettingsWatch> _watches = [];
    private readonly Lazy<HttpClient> _client = new(() =>
        new HttpClient(
            handler
                ?? new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = ConnectionLifetime }
        )
    );

    public static SettingsWatches Process { get; } = new();

    /// <summary>The number of watches.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _watches.Count;
            }
        }
    }

    /// <summary>Has a collector follow the document of its service.</summary>
    /// <param name="listener">The collector.</param>
    /// <param name="options">Its options, which name a container.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="problem">Why there is nothing to follow, for a person.</param>
    public SettingsWatch? TryFollow(
        ISettingsListener listener,
        ModelDataCollectorOptions options,
        TimeProvider clock,
        out string? problem
    )
    {
        (Uri, string) key = (options.Settings.Uri!, ServiceSettings.BlobName(listener.Address));
        lock (_gate)
        {
            problem = null;
            if (!_watches.TryGetValue(key, out SettingsWatch? watch))
            {
                if (TryOpen(key, options, clock, out problem) is not { } blob)
                {
                    return null;
                }
                watch = new SettingsWatch(blob, CacheFile(options, listener.Address), clock);
                _watches.Add(key, watch);
                Start(watch, key);
            }
            watch.Listeners.Add(listener);
            return watch;
        }
    }

    /// <summary>Ends that; the last one ends the watch.</summary>
    public void Leave(SettingsWatch watch, ISettingsListener listener)
    {
        lock (_gate)
        {
            watch.Listeners.Remove(listener);
            foreach ((Uri, string) key in _watches.Where(it => it.Value == watch).Select(it => it.Key).ToList())
            {
                EndIfUnused(watch, key);
            }
        }
    }

    /// <summary>The file for a service: the one that is named for the service of the options, and one beside it for each other service.</summary>
    private static string? CacheFile(ModelDataCollectorOptions options, CollectionAddress address)
    {
        string workspace = $"{address.Subscription}/{address.ResourceGroup}/{address.Workspace}";
        return options.Settings.CacheFile is not { } file ? null
            : workspace == options.Workspace && address.WebService == options.WebServiceName ? file
            // No sign of an escaped name: no two services share a file.
            : $"{file}.{ServiceSettings.BlobName(address).Replace('/', '=')}";
    }

    private void Start(SettingsWatch watch, (Uri, string) key)
    {
        // The first collector may be made inside of a request, whose activity must not become the parent of all reads to come.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(() => watch.RunAsync(() => IsUnused(watch, key)));
        }
    }

    private bool IsUnused(SettingsWatch watch, (Uri, string) key)
    {
        lock (_gate)
        {
            return EndIfUnused(watch, key);
        }
    }

    private bool EndIfUnused(SettingsWatch watch, (Uri, string) key)
    {
        if (watch.Listeners.All.Count > 0)
        {
            return false;
        }
        _watches.Remove(key);
        watch.End();
        return true;
    }

    private SettingsBlob? TryOpen(
        (Uri Container, string Blob) key,
        ModelDataCollectorOptions options,
        TimeProvider clock,
        out string? problem
    )
    {
        if (!SettingsContainer.TryParse(key.Container.AbsoluteUri, out SettingsContainer? container, out problem))
        {
            return null;
        }
        StorageToken? token = options.EventHubs.GetCredential() is { } credential
            ? new StorageToken(credential, clock)
            : null;
        if (token is null && !container.HasSas)
        {
            problem =
                $"ModelData__Settings__Uri, {container}, needs a credential: call EventHubs.UseCredential of the options, add a TokenCredential to the "
                + "services, or put a shared access signature that reads into the address.";
            return null;
        }
        // With the system's clock: its deadlines are the network's, which follows no other.
        return new SettingsBlob(container, key.Blob, _client.Value, token is null ? null : token.GetAsync);
    }
}
