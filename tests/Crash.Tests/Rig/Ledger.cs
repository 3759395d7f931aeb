using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Crash.Tests.Files;
using ModelData.Testing;

namespace ModelData.Crash.Tests.Rig;

/// <summary>What the blobs say: counted from their bytes, never from counters.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<DataFormat, RowCounts> _formats = DataFormats.Both.ToDictionary(
        format => format,
        _ => new RowCounts()
    );

    public int DeadLetters { get; private set; }

    public RowCounts this[DataFormat format] => _formats[format];

    /// <summary>What the files say of themselves in all: cheap, to see when it is worth to count.</summary>
    public static async Task<long> ReadStatedRowsAsync(string connectionString, CancellationToken cancellationToken)
    {
        long rows = 0;
        var data = new BlobContainerClient(connectionString, "modeldata");
        await foreach (var blob in data.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, null, cancellationToken))
        {
            if (!IsDocument(blob))
            {
                rows += long.Parse(blob.Metadata["rows"], CultureInfo.InvariantCulture);
            }
        }

        return rows;
    }

    public static async Task<Ledger> ReadAsync(string connectionString, CancellationToken cancellationToken)
    {
        var ledger = new Ledger();
        var data = new BlobContainerClient(connectionString, "modeldata");
        await foreach (var blob in data.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            if (IsDocument(blob))
            {
                continue;
            }

            var format = DataFormats.Both.Single(format => format.IsFormatOf(blob.Name));
            var content = await data.GetBlobClient(blob.Name).DownloadContentAsync(cancellationToken);
            var damage = new List<string>();
            var rows =
                format == DataFormat.Csv
                    ? CsvRows.Read(content.Value.Content.ToString(), damage)
                    : ParquetRows.Read(content.Value.Content, damage);
            ledger[format].Add(blob.Name, rows, damage);
        }

        var letters = new BlobContainerClient(connectionString, "modeldata-deadletters");
        await foreach (var _ in letters.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            ledger.DeadLetters++;
        }

        return ledger;
    }

    // What the folder says about itself.
    private static bool IsDocument(BlobItem blob) => blob.Name.Contains("/_", StringComparison.Ordinal);
}
