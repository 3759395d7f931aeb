using System.Buffers;
using ModelData.Ingestion.Memory;

namespace ModelData.Ingestion.Files;

/// <summary>
/// Rows with their columns in another order, behind a prefix. The fields keep their bytes, so that the length is known; a piece at a time is brought into the
/// order. Not thread-safe.
/// </summary>
internal sealed class ReorderedRowsStream(ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte> csv, int[] map)
    : SeekableReadStream
{
    private const int PieceBytes = 256 * 1024;

    private readonly ArrayBufferWriter<byte> _piece = new();
    private int _start;
    private int _end;

    public override long Length => (long)prefix.Length + csv.Length;

    public override int Read(Span<byte> buffer)
    {
        var rest = Position < prefix.Length ? prefix[(int)Position..] : Piece();
        int count = Math.Min(buffer.Length, rest.Length);
        rest.Span[..count].CopyTo(buffer);
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Read(buffer.Span));

    private ReadOnlyMemory<byte> Piece()
    {
        if (Position >= Length)
        {
            return default;
        }

        int offset = (int)(Position - prefix.Length);
        if (offset < _start)
        {
            _start = _end = 0;
        }

        while (offset >= _end)
        {
            _start = _end;
            _end = CsvSlice.Take(csv.Span, _start, PieceBytes).End;
            _piece.ResetWrittenCount();
            if (offset < _end)
            {
                CsvReorder.Write(csv.Span[_start.._end], map, _piece);
            }
        }

        return _piece.WrittenMemory[(offset - _start)..];
    }
}
