using ModelData.Ingestor.Committing;

namespace ModelData.Ingestor.Formats.Csv;

/// <summary>
/// The last blocks of a blob and new rows behind them, as one block. Holds one block at a time, however many are merged. Reads
/// asynchronously only. Not thread-safe.
/// </summary>
internal sealed class MergedBlocksStream : Stream
{
    private readonly BlobState _blob;
    private readonly int _first;
    private readonly BlockReader _blocks;
    private readonly Stream _rows;
    private readonly long _blockBytes;
    private long _position;
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

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _blockBytes + _rows.Length;

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        if (_position >= _blockBytes)
        {
            _rows.Position = _position - _blockBytes;
            read = await _rows.ReadAsync(buffer, cancellationToken);
        }
        else
        {
            await LoadAsync(cancellationToken);
            var rest = _content[(int)(_position - _loadedStart)..];
            read = Math.Min(rest.Length, buffer.Length);
            rest[..read].CopyTo(buffer);
        }

        _position += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Blocks are read asynchronously.");

    public override long Seek(long offset, SeekOrigin origin)
    {
        long target = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => Length + offset,
        };
        ArgumentOutOfRangeException.ThrowIfNegative(target, nameof(offset));
        return _position = target;
    }

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        long start = 0;
        int index = _first;
        while (_position >= start + _blob.Blocks[index].Length)
        {
            start += _blob.Blocks[index++].Length;
        }

        if (index != _loaded)
        {
            _content = await _blocks.ReadAsync(_blob, index, cancellationToken);
            _loaded = index;
            _loadedStart = start;
        }
    }
}
