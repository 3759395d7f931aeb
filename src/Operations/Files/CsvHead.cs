using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace ModelData.Operations.Files;

/// <summary>Reads the first rows of a CSV file by ranges of one version: a large file costs no more than a small one.</summary>
public static class CsvHead
{
    private const int FirstRange = 64 * 1024;

    /// <summary>A header is at most 256 KiB and a row 1 MiB long; more than this is for a copy.</summary>
    private const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Reads the header line and some rows behind it.</summary>
    /// <exception cref="CommandFailedException">The rows are longer than a head can be.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        BlobClient blob,
        int rows,
        CancellationToken cancellationToken
    )
    {
        ETag? version = null;
        var content = new MemoryStream();
        while (content.Length < MaxBytes)
        {
            int wanted = Math.Max(FirstRange, (int)content.Length);
            var options = new BlobDownloadOptions
            {
                Range = new HttpRange(content.Length, wanted),
                Conditions = new BlobRequestConditions { IfMatch = version },
            };
            int got = 0;
            try
            {
                BlobDownloadResult part = await blob.DownloadContentAsync(options, cancellationToken);
                version = part.Details.ETag;
                got = part.Content.ToMemory().Length;
                content.Write(part.Content.ToMemory().Span);
            }
            catch (RequestFailedException e) when (e.Status == 416)
            {
                // Nothing is behind what was read, or the file is empty.
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                // Written in between: start again with the new version.
                version = null;
                content.SetLength(0);
                continue;
            }
            ReadOnlyMemory<byte> bytes = content.GetBuffer().AsMemory(0, (int)content.Length);
            int end = LinesEnd(bytes.Span, rows + 1);
            if (end >= 0 || got < wanted)
            {
                return end >= 0 ? bytes[..end] : bytes;
            }
        }
        throw new CommandFailedException(
            $"The first {rows} rows are longer than {MaxBytes} bytes: ask for fewer with -n, or copy the file with get."
        );
    }

    /// <summary>Where so many lines end; -1 when there are fewer. A line feed between quotes ends no line.</summary>
    public static int LinesEnd(ReadOnlySpan<byte> csv, int lines)
    {
        bool isQuoted = false;
        for (int i = 0; i < csv.Length; i++)
        {
            // A doubled quote switches twice.
            isQuoted ^= csv[i] == '"';
            if (csv[i] == '\n' && !isQuoted && --lines == 0)
            {
                return i + 1;
            }
        }
        return -1;
    }
}
