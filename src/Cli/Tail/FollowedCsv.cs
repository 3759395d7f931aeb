using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Cli.Files;

namespace ModelData.Cli.Tail;

/// <summary>How far a CSV file was read, in bytes.</summary>
/// <param name="path">The file.</param>
internal sealed class FollowedCsv(string path) : IFollowedFile
{
    /// <summary>A header is at most 256 KiB long.</summary>
    private const int MaxHeader = 256 * 1024 + 2;

    private const int MaxPart = 4 * 1024 * 1024;

    private string _version = "";
    private long _read;

    public string Path => path;

    public ReadOnlyMemory<byte> Header { get; private set; }

    public Task SkipAsync(BlobContainerClient container, DataFile file, CancellationToken cancellationToken)
    {
        Skip(file);
        return Task.CompletedTask;
    }

    public bool HasChanged(DataFile file) => file.ETag != _version;

    public bool IsReplaced(DataFile file)
    {
        if (file.Bytes >= _read)
        {
            return false;
        }
        Skip(file);
        return true;
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        BlobContainerClient container,
        DataFile file,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        BlobClient blob = container.GetBlobClient(path);
        if (Header.IsEmpty && file.Bytes > 0)
        {
            ReadOnlyMemory<byte> head = await ReadAsync(
                blob,
                file,
                0,
                Math.Min(MaxHeader, file.Bytes),
                cancellationToken
            );
            int end = CsvHead.LinesEnd(head.Span, 1);
            // Not the array around it: it is kept for as long as the file is followed.
            Header = (end > 0 ? head[..end] : head).ToArray();
        }
        _read = Math.Max(_read, Header.Length);
        while (_read < file.Bytes)
        {
            ReadOnlyMemory<byte> part = await ReadAsync(
                blob,
                file,
                _read,
                Math.Min(MaxPart, file.Bytes - _read),
                cancellationToken
            );
            int end = part.Span.LastIndexOf((byte)'\n') + 1;
            part = end > 0 ? part[..end] : part;
            _read += part.Length;
            yield return part;
        }
        Skip(file);
    }

    private void Skip(DataFile file) => (_version, _read) = (file.ETag, file.Bytes);

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(
        BlobClient blob,
        DataFile file,
        long start,
        long length,
        CancellationToken cancellationToken
    )
    {
        var options = new BlobDownloadOptions
        {
            Range = new HttpRange(start, length),
            Conditions = new BlobRequestConditions { IfMatch = new ETag(file.ETag) },
        };
        BlobDownloadResult part = await blob.DownloadContentAsync(options, cancellationToken);
        return part.Content.ToMemory();
    }
}
