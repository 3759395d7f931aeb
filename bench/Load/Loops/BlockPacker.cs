using System.Buffers;
using System.IO.Compression;

namespace ModelData.Bench.Load.Loops;

/// <summary>
/// Decompresses events straight into large blocks, and writes one block while the next one fills. No byte is copied, looked at or
/// routed: this is as little as can be done between wire and storage.
/// </summary>
internal sealed class BlockPacker(IBlockSink sink, Action<int> onVisible) : IEventPacker
{
    /// <summary>The worker's default, <c>Flush__MaxBytes</c>.</summary>
    private const int BlockBytes = 8 * 1024 * 1024;

    private byte[] _block = new byte[BlockBytes];
    private byte[] _spare = new byte[BlockBytes];
    private Task _writing = Task.CompletedTask;
    private int _used;
    private int _eventsEnded;

    public async ValueTask AddAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        BrotliDecoder decoder = default;
        try
        {
            while (true)
            {
                var status = decoder.Decompress(body.Span, _block.AsSpan(_used), out int consumed, out int written);
                body = body[consumed..];
                _used += written;
                if (status == OperationStatus.Done)
                {
                    break;
                }

                if (status != OperationStatus.DestinationTooSmall)
                {
                    throw new InvalidDataException("An event of the backlog cannot be decompressed.");
                }

                await SwitchAsync(cancellationToken);
            }
        }
        finally
        {
            decoder.Dispose();
        }

        _eventsEnded++;
    }

    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (_used > 0)
        {
            await SwitchAsync(cancellationToken);
        }

        await _writing;
    }

    private async Task SwitchAsync(CancellationToken cancellationToken)
    {
        await _writing;
        _writing = WriteAsync(_block.AsMemory(0, _used), _eventsEnded, cancellationToken);
        (_block, _spare, _used, _eventsEnded) = (_spare, _block, 0, 0);
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> block, int events, CancellationToken cancellationToken)
    {
        await sink.WriteAsync(block, cancellationToken);
        onVisible(events);
    }
}
