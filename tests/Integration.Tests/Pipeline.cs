using System.Text;
using Azure.Identity;
using Azure.Messaging.EventHubs;
using Azure.Storage.Blobs;
using ModelData.Ingestion.Observing.Status;
using ModelData.Ingestion.Settings;
using ModelData.LocalEventHubs;
using ModelData.Testing;

namespace ModelData.Integration;

/// <summary>A broker, containers of its own, a sender, and workers on demand.</summary>
internal sealed class Pipeline : IAsyncDisposable
{
    public const string Hub = "modeldata";
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static readonly CollectionAddress Address = new("sub", "rg", "ws", "svc", "model", "1", "inputs");
    public static readonly DateOnly Day = new(2026, 3, 7);
    public const string Folder = "sub/rg/ws/svc/model/1/inputs/2026/03/07";

    private static int _number;
    private readonly TemporaryFolder _folder;
    private readonly string _prefix = $"it{Interlocked.Increment(ref _number)}-{Guid.NewGuid():N}"[..12];
    private readonly Guid _producer = Guid.NewGuid();
    private readonly string _blobs;

    private Pipeline(LocalBroker broker, TemporaryFolder folder, string blobs, TestAuthority? authority)
    {
        Broker = broker;
        _folder = folder;
        _blobs = blobs;
        Sender = new TestSender(
            broker.ConnectionString,
            Hub,
            authority is null ? null : Secure(broker.Port, authority)
        );
    }

    public LocalBroker Broker { get; }

    public TestSender Sender { get; }

    public BlobContainerClient Data => Container("data");

    public BlobContainerClient State => Container("state");

    public BlobContainerClient DeadLetters => Container("dead");

    /// <summary>Where it is, for whoever looks at it.</summary>
    public PipelinePlaces Places =>
        new()
        {
            Hub = new EventHubsSettings { ConnectionString = Broker.ConnectionString, HubName = Hub },
            Credential = new DefaultAzureCredential(),
            Data = Data,
            State = State,
            DeadLetters = DeadLetters,
        };

    /// <summary>Starts one.</summary>
    /// <param name="blobs">The storage account's connection string.</param>
    /// <param name="partitions">The partitions of its hub.</param>
    /// <param name="authority">Who issues the broker's certificate. Default: nobody, the wire is plain.</param>
    /// <param name="issuer">Whose web tokens the broker takes. Default: nobody's.</param>
    public static async Task<Pipeline> StartAsync(
        string blobs,
        int partitions = 1,
        TestAuthority? authority = null,
        TrustedIssuer? issuer = null
    )
    {
        var folder = new TemporaryFolder();
        var options = new LocalBrokerOptions
        {
            DataDirectory = folder.Path,
            Hubs = [new HubOptions(Hub, partitions) { ConsumerGroups = ["replay"] }],
            Port = 0,
            FlushesToDisk = false,
            Certificate = authority?.Issue(),
            Issuer = issuer,
        };
        return new Pipeline(await LocalBroker.StartAsync(options), folder, blobs, authority);
    }

    public Task<WorkerProcess> StartWorkerAsync(
        Dictionary<string, string>? settings = null,
        string? blobs = null,
        bool waits = true,
        string project = "ModelData.Ingestor"
    )
    {
        var all = new Dictionary<string, string>
        {
            ["Blobs__Container"] = Data.Name,
            ["State__Container"] = State.Name,
            ["DeadLetters__Container"] = DeadLetters.Name,
            ["Flush__MaxAge"] = "00:00:00.200",
            ["Checkpoints__SaveInterval"] = "00:00:00.200",
        };
        foreach (var (key, value) in settings ?? [])
        {
            all[key] = value;
        }

        return WorkerProcess.StartAsync(
            new WorkerOptions
            {
                EventHubsConnectionString = Broker.ConnectionString,
                BlobsConnectionString = blobs ?? _blobs,
                HubName = Hub,
                Settings = all,
                ProjectName = project,
                ReadyDeadline = waits ? Deadline : TimeSpan.Zero,
            }
        );
    }

    /// <summary>Sends one batch of rows with one feature, numbered from <paramref name="first"/>.</summary>
    public Task SendAsync(long batch, int first, int count, string feature = "x") =>
        SendAsync(batch, feature, [.. Enumerable.Range(first, count).Select(n => n.ToString())]);

    /// <summary>Sends one row whose value may be anything.</summary>
    public Task SendTextAsync(long batch, string value) => SendAsync(batch, "x", [value]);

    private async Task SendAsync(long batch, string feature, string[] values)
    {
        var schema = FeatureSchema.ForFeatures([new FeatureColumn(feature, FeatureType.Int32)]);
        string rows = string.Concat(
            values.Select(value => $"2026-03-07T12:00:00.000000Z,,00000000-0000-0000-0000-000000000000,{value}\n")
        );
        var description = new BatchDescription(
            Address,
            Day,
            schema,
            values.Length,
            _producer,
            batch,
            DateTimeOffset.UnixEpoch
        );
        using var encoded = CollectedBatchWriter.Write(description, Encoding.UTF8.GetBytes(rows));
        var data = TestSender.Create(encoded.Body, encoded.ContentType, encoded.ContentEncoding, encoded.Properties);
        await Sender.SendToKeyAsync(data, encoded.PartitionKey);
    }

    /// <summary>Waits until a file of the folder has exactly these rows, in this order.</summary>
    public async Task ExpectAsync(string file, IEnumerable<int> numbers)
    {
        string expected = string.Join(',', numbers);
        string actual = "";
        await Eventually.IsTrueAsync(
            async token =>
            {
                actual = string.Join(',', await ReadAsync(file, token));
                return actual == expected;
            },
            Deadline,
            () => $"{file} to hold {expected}; it holds {actual}"
        );
    }

    public async Task<IReadOnlyList<int>> ReadAsync(string file, CancellationToken cancellationToken = default)
    {
        var blob = Data.GetBlobClient(file);
        if (!await Data.ExistsAsync(cancellationToken) || !await blob.ExistsAsync(cancellationToken))
        {
            return [];
        }

        string text = (await blob.DownloadContentAsync(cancellationToken)).Value.Content.ToString();
        return
        [
            .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Select(line => int.Parse(line.Split(',')[3])),
        ];
    }

    public static async Task<IReadOnlyList<string>> NamesAsync(BlobContainerClient container)
    {
        var names = new List<string>();
        await foreach (var blob in container.GetBlobsAsync())
        {
            names.Add(blob.Name);
        }

        return names;
    }

    /// <summary>What the workers dead-lettered, wherever it lies: the name of each letter, and itself.</summary>
    public async Task<IReadOnlyList<(string Name, string Letter)>> LettersAsync()
    {
        var letters = new List<(string Name, string Letter)>();
        if (!await DeadLetters.ExistsAsync())
        {
            return letters;
        }

        await foreach (var blob in DeadLetters.GetBlobsAsync())
        {
            if (blob.Name.EndsWith("-marks.txt", StringComparison.Ordinal))
            {
                continue;
            }

            var content = (await DeadLetters.GetBlobClient(blob.Name).DownloadContentAsync()).Value;
            if (PackFile.IsPack(blob.Name))
            {
                letters.AddRange(PackFile.Read(blob.Name, content.Details.Metadata, content.Content));
            }
            else
            {
                letters.Add((blob.Name, content.Content.ToString()));
            }
        }

        return letters;
    }

    /// <summary>Waits until so many letters are there.</summary>
    public async Task<IReadOnlyList<(string Name, string Letter)>> LettersAsync(int count)
    {
        IReadOnlyList<(string Name, string Letter)> letters = [];
        await Eventually.IsTrueAsync(
            async _ => (letters = await LettersAsync()).Count >= count,
            Deadline,
            () => $"{count} dead letters; there are {letters.Count}"
        );
        Assert.Equal(count, letters.Count);
        return letters;
    }

    public async ValueTask DisposeAsync()
    {
        await Sender.DisposeAsync();
        await Broker.DisposeAsync();
        _folder.Dispose();
    }

    // Over TLS the official client takes the port from here alone; and it does not know the authority.
    private static EventHubConnectionOptions Secure(int port, TestAuthority authority) =>
        new()
        {
            CustomEndpointAddress = new Uri($"sb://localhost:{port}"),
            CertificateValidationCallback = (_, certificate, _, _) => authority.HasIssued(certificate),
        };

    private BlobContainerClient Container(string name) => new(_blobs, $"{_prefix}-{name}");
}
