using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Memory;

namespace ModelData.Ingestion.Files.Csv;

/// <summary>
/// The last blocks of a blob and new rows behind them, as one block. Holds one block at a time, however many are merged. Reads
/// asynchronously only. Not thread-safe.
/// </summary>
internal sealed class MergedBlocksStream : SeekableReadStream
{
    private readonly BlobState _blob;
    private readonly int _first;
    private readonly BlockReader _blocks;
    private readonly Stream _rows;
    private readonly long _blockBytes;
    private int _loaded = -1;
    private long _loadedStart;
    private ReadOnlyMemory<byte> _content;

    public MergedBlocksStream(BlobState blob, int first, BlockReader blocks, Stream rows)
    {
        _blob = blob;
        _first = first;
        _blocks = blocks;
        _rows = rows;
        for (int i = first; i < blob.Blocks.Count; i++)
        {
            _blockBytes += blob.Blocks[i].Length;
        }
    }

    public override long Length => _blockBytes + _rows.Length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        if (Position >= _blockBytes)
        {
            _rows.Position = Position - _blockBytes;
            read = await _rows.ReadAsync(buffer, cancellationToken);
        }
        else
        {
            await LoadAsync(cancellationToken);
            var rest = _content[(int)(Position - _loadedStart)..];
            read = Math.Min(rest.Length, buffer.Length);
            rest[..read].CopyTo(buffer);
        }

        Position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Blocks are read asynchronously.");

    private async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        long start = 0;
        int index = _first;
        while (Position >= start + _blob.Blocks[index].Length)
        {
            start += _blob.Blocks[index++].Length;
        }

        if (index != _loaded)
        {
            _content = await _blocks.ReadAsync(_blob, index, arrays: null, cancellationToken);
            _loaded = index;
            _loadedStart = start;
        }
    }
}
