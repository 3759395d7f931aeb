using System.Globalization;
using System.Text;
using ModelData.Testing;

namespace ModelData.Integration;

/// <summary>Rows of many models, one folder each: in every round each of them sends a batch.</summary>
internal sealed class AddressLoad(int addresses)
{
    public const int RowsPerBatch = 60;
    private const int Features = 10;
    private const int SendsAtOnce = 128;
    private static readonly FeatureSchema Schema = FeatureSchema.ForFeatures([
        .. Enumerable.Range(0, Features).Select(i => new FeatureColumn($"f{i}", FeatureType.Double)),
    ]);

    // A live day: one that is over would be completed meanwhile, which takes the emulator as long as the rows.
    private readonly DateOnly _day = DateOnly.FromDateTime(DateTime.UtcNow);
    private readonly Guid _producer = Guid.NewGuid();
    private readonly byte[] _rows = CreateRows(new Random(7));
    private long _bytes;

    /// <summary>The bytes of all bodies that were sent.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Sends a batch of each model, or of the first ones only.</summary>
    public Task SendRoundAsync(TestSender sender, long round, CancellationToken cancellationToken, int? most = null) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, most ?? addresses),
            new ParallelOptions { MaxDegreeOfParallelism = SendsAtOnce, CancellationToken = cancellationToken },
            async (address, token) => await SendAsync(sender, address, round, token)
        );

    /// <summary>Sends all rounds of one model, in order.</summary>
    public async Task SendAllAsync(TestSender sender, int address, int rounds, CancellationToken cancellationToken)
    {
        for (int round = 0; round < rounds; round++)
        {
            await SendAsync(sender, address, round, cancellationToken);
        }
    }

    private async Task SendAsync(TestSender sender, int address, long round, CancellationToken cancellationToken)
    {
        var description = new BatchDescription(
            new CollectionAddress("sub", "rg", "ws", "svc", $"m{address}", "1", "inputs"),
            _day,
            Schema,
            RowsPerBatch,
            _producer,
            round,
            DateTimeOffset.UnixEpoch
        );
        using var encoded = CollectedBatchWriter.Write(description, _rows);
        var data = TestSender.Create(encoded.Body, encoded.ContentType, encoded.ContentEncoding, encoded.Properties);
        await sender.SendToKeyAsync(data, encoded.PartitionKey, cancellationToken);
        Interlocked.Add(ref _bytes, encoded.Body.Length);
    }

    private static byte[] CreateRows(Random random)
    {
        var rows = new StringBuilder();
        for (int row = 0; row < RowsPerBatch; row++)
        {
            rows.Append("2026-03-07T12:00:00.000000Z,,00000000-0000-0000-0000-000000000000");
            for (int feature = 0; feature < Features; feature++)
            {
                rows.Append(CultureInfo.InvariantCulture, $",{random.NextDouble()}");
            }

            rows.Append('\n');
        }

        return Encoding.UTF8.GetBytes(rows.ToString());
    }
}
