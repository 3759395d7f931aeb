using System.Buffers;
using System.Buffers.Text;
using System.Collections;
using System.Globalization;
using Azure.Storage.Blobs;
using ModelData.Bench.Load.Backlog;
using ModelData.Bench.Load.Peers;
using Parquet;

namespace ModelData.Bench.Load.Drain;

/// <summary>Counts rows in the blobs by their numbers, and by nothing else: which are missing, which are there twice.</summary>
internal sealed class RowAudit(long expectedRows)
{
    private const int BufferBytes = 4 * 1024 * 1024;
    private readonly BitArray _seen = new(checked((int)expectedRows));

    /// <summary>Rows that were seen, each counted once.</summary>
    public long Distinct { get; private set; }

    public long Lost => expectedRows - Distinct;

    public long Doubled { get; private set; }

    /// <summary>Rows behind one of their own file that was sent later.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Reads every data file of a container.</summary>
    /// <exception cref="InvalidDataException">A line is not a row of the backlog.</exception>
    public static async Task<RowAudit> ReadAsync(
        BlobContainerClient container,
        long expectedRows,
        CancellationToken cancellationToken
    )
    {
        var audit = new RowAudit(expectedRows);
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            if (blob.Name.EndsWith(".csv", StringComparison.Ordinal))
            {
                var download = await container
                    .GetBlobClient(blob.Name)
                    .DownloadStreamingAsync(cancellationToken: cancellationToken);
                await using var content = download.Value.Content;
                await audit.ReadAsync(content, cancellationToken);
            }
            else if (blob.Name.EndsWith(".parquet", StringComparison.Ordinal))
            {
                await audit.ReadParquetAsync(container.GetBlobClient(blob.Name), cancellationToken);
            }
        }

        return audit;
    }

    /// <summary>Counts a row by its number, whatever file it was read from.</summary>
    /// <exception cref="InvalidDataException">The backlog has no such row.</exception>
    public void Count(long row)
    {
        if (row < 0 || row >= expectedRows)
        {
            throw new InvalidDataException("A data file holds a row that the backlog does not.");
        }

        if (_seen[(int)row])
        {
            Doubled++;
        }
        else
        {
            _seen[(int)row] = true;
            Distinct++;
        }
    }

    /// <summary>Reads one file: a header line, then rows without quoted line ends.</summary>
    public async Task ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        int filled = 0;
        long last = -1;
        bool isHeader = true;
        while (await content.ReadAsync(buffer.AsMemory(filled), cancellationToken) is > 0 and int read)
        {
            filled += read;
            int used = Count(buffer.AsSpan(0, filled), ref isHeader, ref last);
            buffer.AsSpan(used, filled - used).CopyTo(buffer);
            filled -= used;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        if (filled > 0)
        {
            throw new InvalidDataException("A file ends within a row.");
        }
    }

    private async Task ReadParquetAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        var content = await blob.DownloadContentAsync(cancellationToken);
        await using var reader = await ParquetReader.CreateAsync(
            content.Value.Content.ToStream(),
            cancellationToken: cancellationToken
        );
        // The number is the correlation id, the second column.
        var field = reader.Schema.DataFields[1];
        long last = -1;
        for (int group = 0; group < reader.RowGroupCount; group++)
        {
            foreach (string? id in await PlainParquet.ReadTextsAsync(reader, group, field, cancellationToken))
            {
                long row = long.Parse(id ?? "", CultureInfo.InvariantCulture);
                Count(row);
                OutOfOrder += row <= last ? 1 : 0;
                last = row;
            }
        }
    }

    private int Count(ReadOnlySpan<byte> text, ref bool isHeader, ref long last)
    {
        int used = 0;
        while (text[used..].IndexOf((byte)'\n') is >= 0 and int length)
        {
            if (!isHeader)
            {
                Count(text.Slice(used, length), ref last);
            }

            isHeader = false;
            used += length + 1;
        }

        return used;
    }

    private void Count(ReadOnlySpan<byte> line, ref long last)
    {
        const int End = RowTemplate.RowIdOffset + RowTemplate.RowIdLength;
        if (
            line.Length <= End
            || line[RowTemplate.RowIdOffset - 1] != (byte)','
            || line[End] != (byte)','
            || !Utf8Parser.TryParse(line[RowTemplate.RowIdOffset..End], out long row, out int digits)
            || digits != RowTemplate.RowIdLength
            || row >= expectedRows
        )
        {
            throw new InvalidDataException("A line in a data file is not a row of the backlog.");
        }

        Count(row);
        OutOfOrder += row <= last ? 1 : 0;
        last = row;
    }
}
