using System.Buffers.Text;
using System.Diagnostics;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace ModelData.Bench.Load.Latency;

/// <summary>Watches data files grow, as a reader sees them, and notes when each row appeared. The row's number is its correlation id.</summary>
internal sealed class VisibleRows(BlobContainerClient container, int rows)
{
    /// <summary>Behind the timestamp and a comma.</summary>
    private const int RowNumberOffset = 28;

    private readonly Dictionary<string, long> _read = [];
    private readonly long[] _seenAt = new long[rows];

    public int Distinct { get; private set; }

    public long Doubled { get; private set; }

    /// <summary>When a row was first seen, as a timestamp of <see cref="Stopwatch"/>; 0 when it was not.</summary>
    public long SeenAt(int row) => _seenAt[row];

    /// <summary>Reads what is new. Rows count as visible when this has read them.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var blob in container.GetBlobsAsync(cancellationToken: cancellationToken))
            {
                long from = _read.GetValueOrDefault(blob.Name);
                long length = blob.Properties.ContentLength ?? 0;
                if (length > from && blob.Name.EndsWith(".csv", StringComparison.Ordinal))
                {
                    await ReadAsync(blob.Name, from, length, cancellationToken);
                    _read[blob.Name] = length;
                }
            }
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // The worker has not made the container yet.
        }
    }

    private async Task ReadAsync(string name, long from, long length, CancellationToken cancellationToken)
    {
        BlobDownloadResult download = await container
            .GetBlobClient(name)
            .DownloadContentAsync(
                new BlobDownloadOptions { Range = new HttpRange(from, length - from) },
                cancellationToken
            );
        long now = Stopwatch.GetTimestamp();
        var text = download.Content.ToMemory();
        bool isHeader = from == 0;
        while (text.Span.IndexOf((byte)'\n') is >= 0 and int end)
        {
            if (!isHeader)
            {
                Note(text.Span[..end], now);
            }

            isHeader = false;
            text = text[(end + 1)..];
        }
    }

    private void Note(ReadOnlySpan<byte> line, long now)
    {
        if (!Utf8Parser.TryParse(line[RowNumberOffset..], out int row, out _) || row < 0 || row >= rows)
        {
            throw new InvalidDataException("A line in a data file is not a row of this run.");
        }

        if (_seenAt[row] != 0)
        {
            Doubled++;
            return;
        }

        _seenAt[row] = now;
        Distinct++;
    }
}
