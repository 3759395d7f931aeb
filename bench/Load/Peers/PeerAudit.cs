using System.Globalization;
using Azure.Storage.Blobs;
using ModelData.Bench.Load.Drain;
using Parquet;

namespace ModelData.Bench.Load.Peers;

/// <summary>Counts the rows that a peer has written, by their numbers.</summary>
internal static class PeerAudit
{
    public const string Container = "peers";

    /// <exception cref="InvalidDataException">Rows are missing, doubled or damaged.</exception>
    public static async Task CheckAsync(
        string peer,
        string connectionString,
        long backlogRows,
        long writtenRows,
        CancellationToken cancellationToken
    )
    {
        var container = new BlobContainerClient(connectionString, Container);
        var audit = await RowAudit.ReadAsync(container, backlogRows, cancellationToken);
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            if (blob.Name.EndsWith(".parquet", StringComparison.Ordinal))
            {
                await ReadAsync(container.GetBlobClient(blob.Name), audit, cancellationToken);
            }
        }

        if (audit.Distinct != writtenRows || audit.Doubled != 0 || writtenRows == 0)
        {
            throw new InvalidDataException(
                $"{peer}: {writtenRows} rows were reported as written; the blobs hold {audit.Distinct}, and {audit.Doubled} of them twice."
            );
        }
    }

    private static async Task ReadAsync(BlobClient blob, RowAudit audit, CancellationToken cancellationToken)
    {
        var content = await blob.DownloadContentAsync(cancellationToken);
        await using var reader = await ParquetReader.CreateAsync(
            content.Value.Content.ToStream(),
            cancellationToken: cancellationToken
        );
        // The number is the correlation id, the second column.
        var field = reader.Schema.DataFields[1];
        for (int group = 0; group < reader.RowGroupCount; group++)
        {
            foreach (string? id in await PlainParquet.ReadTextsAsync(reader, group, field, cancellationToken))
            {
                audit.Count(long.Parse(id ?? "", CultureInfo.InvariantCulture));
            }
        }
    }
}
