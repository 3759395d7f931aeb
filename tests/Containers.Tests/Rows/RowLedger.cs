using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Testing;

namespace ModelData.Containers.Rows;

/// <summary>What the files hold, counted from their bytes, against what was acknowledged.</summary>
internal sealed class RowLedger
{
    public long Rows { get; private set; }

    public long Acknowledged { get; private init; }

    /// <summary>Acknowledged rows that are not there.</summary>
    public long Lost { get; private set; }

    /// <summary>Rows that are there more than once, acknowledged or not.</summary>
    public long Doubled { get; private set; }

    /// <summary>Rows behind one of the same stream that was sent later.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Lines that are no whole row.</summary>
    public List<string> Damage { get; } = [];

    /// <summary>What the files say of themselves: cheap, to see when it is worth to count.</summary>
    public static async Task<long> ReadStatedRowsAsync(BlobContainerClient data, CancellationToken cancellationToken)
    {
        long rows = 0;
        await foreach (var blob in data.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, null, cancellationToken))
        {
            rows += blob.Metadata.TryGetValue("rows", out string? text)
                ? long.Parse(text, CultureInfo.InvariantCulture)
                : 0;
        }

        return rows;
    }

    public static async Task<RowLedger> ReadAsync(
        BlobContainerClient data,
        IReadOnlyDictionary<string, long> acknowledged,
        CancellationToken cancellationToken
    )
    {
        var ledger = new RowLedger { Acknowledged = acknowledged.Values.Sum() };
        var streams = new Dictionary<string, HashSet<long>>();
        await foreach (var blob in data.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            if (blob.Name.EndsWith(".csv", StringComparison.Ordinal))
            {
                var content = await data.GetBlobClient(blob.Name).DownloadContentAsync(cancellationToken);
                ledger.Add(CsvRows.Read(content.Value.Content.ToString(), ledger.Damage), streams);
            }
        }

        foreach (var (stream, count) in acknowledged)
        {
            ledger.Lost += count - (streams.GetValueOrDefault(stream)?.Count(number => number < count) ?? 0);
        }

        return ledger;
    }

    public override string ToString() =>
        $"{Acknowledged:N0} rows acknowledged, {Rows:N0} in files, {Lost} lost, {Doubled} doubled, {OutOfOrder} out of order, {Damage.Count} damaged";

    public bool IsExactlyOnce => Lost == 0 && Doubled == 0 && OutOfOrder == 0 && Damage.Count == 0;

    private void Add(IEnumerable<FileRow> rows, Dictionary<string, HashSet<long>> streams)
    {
        var last = new Dictionary<string, long>();
        foreach (var row in rows)
        {
            if (!streams.TryGetValue(row.Stream, out var numbers))
            {
                streams[row.Stream] = numbers = [];
            }

            Doubled += numbers.Add(row.Number) ? 0 : 1;
            OutOfOrder += last.TryGetValue(row.Stream, out long previous) && row.Number < previous ? 1 : 0;
            last[row.Stream] = row.Number;
            Rows++;
        }
    }
}
