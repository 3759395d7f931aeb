using System.Text;
using Azure.Messaging.EventHubs;
using ModelData.Testing;

namespace ModelData.Crash.Tests.Rig;

/// <summary>
/// Sends numbered rows, one batch after the other, each until it is accepted: the same bytes to the same place. What it counts as
/// acknowledged must be in the blobs exactly once.
/// </summary>
internal sealed class RowStream(TestSender sender, Func<int, CollectionAddress> address, string name) : IDisposable
{
    private const int RowsPerBatch = 25;
    private static readonly FeatureSchema Untyped = new([
        .. SystemColumns.All,
        new FeatureColumn("stream", FeatureType.String),
        new FeatureColumn("number", FeatureType.Int64),
        new FeatureColumn("note", FeatureType.Double) { IsUntyped = true },
    ]);

    private static readonly FeatureSchema Texts = Untyped.WithKnownTypes("sls")!;
    private static readonly FeatureSchema Hashed = new(
        [.. Texts.Columns.Take(5), Texts.Columns[5] with { Redaction = RedactionMethod.Hash }],
        "k1"
    );
    private static readonly FeatureSchema Numbers = Untyped.WithKnownTypes("sld")!;

    private readonly Guid _producer = Guid.NewGuid();
    private readonly SemaphoreSlim _sending = new(1);
    private long _acknowledged;
    private int _version = 1;

    public string Name => name;

    /// <summary>Rows whose events were accepted; row numbers are 0 to this, exclusive.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Whether the batches can be recognised as retries.</summary>
    public bool IsNumbered { get; init; } = true;

    /// <summary>The partition that all batches go to. Default: the one of the address.</summary>
    public string? FixedPartition { get; init; }

    /// <summary>Sends nothing more, with the batch in hand accepted, until the next version begins.</summary>
    public Task PauseAsync() => _sending.WaitAsync();

    /// <summary>Goes on after a pause: the next batch belongs to the next version of the model, and so to another folder.</summary>
    public void BeginNextVersion()
    {
        Interlocked.Increment(ref _version);
        _sending.Release();
    }

    public void Dispose() => _sending.Dispose();

    /// <summary>Sends until cancelled, then ends with the batch in hand accepted.</summary>
    public async Task RunAsync(TimeSpan pause, CancellationToken stopping)
    {
        for (long batch = 0; !stopping.IsCancellationRequested; batch++)
        {
            await _sending.WaitAsync(CancellationToken.None);
            await SendAsync(batch);
            _sending.Release();
            await Task.Delay(pause, CancellationToken.None);
        }
    }

    private async Task SendAsync(long batch)
    {
        var destination = address(Volatile.Read(ref _version));
        using var encoded = Encode(destination, batch);
        var data = TestSender.Create(
            // A copy: a connection that hangs may still read it when another one has the answer.
            encoded.Body.ToArray(),
            encoded.ContentType,
            encoded.ContentEncoding,
            encoded.Properties.Where(p => IsNumbered || !IsIdentity(p.Key))
        );
        while (true)
        {
            try
            {
                await SendAsync(data, encoded.PartitionKey);
                Interlocked.Add(ref _acknowledged, RowsPerBatch);
                return;
            }
            catch (Exception e) when (e is not ArgumentException && IsNumbered)
            {
                // Perhaps stored, perhaps not: the worker recognises it. A lost connection is an exception of many types.
            }
        }
    }

    private Task SendAsync(EventData data, string key) =>
        FixedPartition is null ? sender.SendToKeyAsync(data, key) : sender.SendToPartitionAsync(data, FixedPartition);

    private EncodedBatch Encode(CollectionAddress destination, long batch)
    {
        var now = DateTimeOffset.UtcNow;
        var (schema, note) = NoteOf(batch);
        var rows = new StringBuilder();
        for (long n = batch * RowsPerBatch; n < (batch + 1) * RowsPerBatch; n++)
        {
            rows.Append($"{now:yyyy-MM-ddTHH:mm:ss.ffffff}Z,,00000000-0000-0000-0000-000000000000,{name},{n},{note}\n");
        }

        var description = new BatchDescription(
            destination,
            DateOnly.FromDateTime(now.UtcDateTime),
            schema,
            RowsPerBatch,
            _producer,
            batch,
            now
        )
        {
            SampleRate = batch % 3 == 2 ? 0.1m : 1,
        };
        return CollectedBatchWriter.Write(description, Encoding.UTF8.GetBytes(rows.ToString()));
    }

    // The last column has nothing but nulls at first and now and then, and mostly texts else, now and then hashed; of strangers one sends numbers as well.
    private (FeatureSchema Schema, string Note) NoteOf(long batch) =>
        batch < 3 || batch % 4 == 0 ? (Untyped, "")
        : !IsNumbered && FixedPartition == "1" && batch % 3 == 0 ? (Numbers, "0.5")
        : batch % 9 == 7 ? (Hashed, "0123456789abcdef0123456789abcdef")
        : (Texts, "text");

    private static bool IsIdentity(string property) =>
        property.EndsWith(EventAttributes.ProducerId, StringComparison.Ordinal)
        || property.EndsWith(EventAttributes.BatchSequence, StringComparison.Ordinal);
}
