using System.Buffers;
using System.Runtime.InteropServices;

namespace ModelData;

/// <summary>Bytes that grow up to a limit and are kept between events, unless they grew large.</summary>
internal sealed class RetainedBuffer : IBufferWriter<byte>
{
    /// <summary>A full event of 1 MiB at the usual ratio of compression, with room to spare.</summary>
    public const int MaxRetainedBytes = 4 * 1024 * 1024;

    private const int MinBytes = 16 * 1024;

    private byte[] _bytes = [];

    /// <summary>Bytes up to which it grows by doubling, and which it keeps at most between events. Default: no limit to the growth.</summary>
    public int Limit { get; set; } = Array.MaxLength;

    /// <summary>The bytes written.</summary>
    public int Length { get; private set; }

    public int Capacity => _bytes.Length;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public ReadOnlySpan<byte> WrittenSpan => _bytes.AsSpan(0, Length);

    /// <summary>Whether these are bytes of this buffer.</summary>
    public bool Holds(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment) && segment.Array == _bytes;

    /// <summary>Forgets the bytes, and gives up what one large event took.</summary>
    public void Reset()
    {
        Length = 0;
        if (_bytes.Length > Math.Min(MaxRetainedBytes, Limit))
        {
            _bytes = [];
        }
    }

    /// <summary>Forgets the bytes, and gives up the memory.</summary>
    public void Drop()
    {
        Length = 0;
        _bytes = [];
    }

    /// <summary>Forgets the bytes that were written, and gives all of the memory to write to.</summary>
    public Span<byte> Overwrite()
    {
        Length = 0;
        Ensure(1);
        return _bytes;
    }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _bytes.AsSpan(Length);
    }

    /// <summary>Makes room for more bytes.</summary>
    public void Ensure(int free)
    {
        if (_bytes.Length - Length >= Math.Max(free, 1))
        {
            return;
        }
        int needed = Math.Max(Length + Math.Max(free, 1), MinBytes);
        Array.Resize(ref _bytes, Math.Max(needed, (int)Math.Min(2L * _bytes.Length, Limit)));
    }
}
