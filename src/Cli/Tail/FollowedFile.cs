using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Cli.Files;

namespace ModelData.Cli.Tail;

/// <summary>How far a CSV file was read. A worker only ever puts whole rows behind the others, in one commit each.</summary>
/// <param name="path">The file.</param>
internal sealed class FollowedFile(string path)
{
    /// <summary>A header is at most 256 KiB long.</summary>
    private const int MaxHeader = 256 * 1024 + 2;

    private const int MaxPart = 4 * 1024 * 1024;

    private string _version = "";
    private long _read;

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>The header line, once rows were read.</summary>
    public ReadOnlyMemory<byte> Header { get; private set; }

    /// <summary>Passes over what is there.</summary>
    public void Skip(DataFile file) => (_version, _read) = (file.ETag, file.Bytes);

    /// <summary>Whether there may be rows behind what was read.</summary>
    public bool HasChanged(DataFile file) => file.ETag != _version;

    /// <summary>Whether the file is shorter than what was read: somebody else wrote it. What is there is then passed over.</summary>
    public bool IsReplaced(DataFile file)
    {
        if (file.Bytes >= _read)
        {
            return false;
        }
        Skip(file);
        return true;
    }

    /// <summary>Reads what is behind what was read, of the version that was listed, in parts that end with a line.</summary>
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
