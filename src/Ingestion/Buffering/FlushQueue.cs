using System.Threading.Channels;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Buffering;

/// <summary>
/// The writers that are to be flushed, in the order in which their rows were proven. One that must wait for a look holds no place meanwhile: all of them share
/// the next look. Thread-safe.
/// </summary>
internal sealed partial class FlushQueue(ILooks looks, ILogger logger)
{
    // One proves what had been received; a second one is for what came to the buffer meanwhile.
    private const int MostLooks = 3;

    private readonly Channel<BlobWriter> _proven = Channel.CreateUnbounded<BlobWriter>();
    private CancellationToken _running;

    /// <summary>Adds a writer, for which <see cref="BlobWriter.TryBeginFlush"/> has said yes.</summary>
    public void Add(BlobWriter writer)
    {
        if (writer.IsProven())
        {
            _proven.Writer.TryWrite(writer);
        }
        else
        {
            _ = ProveAsync(writer);
        }
    }

    /// <summary>Flushes until cancelled.</summary>
    /// <param name="places">How many at once.</param>
    /// <param name="flushed">Told after each flush.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task RunAsync(int places, Action<BlobWriter> flushed, CancellationToken cancellationToken)
    {
        _running = cancellationToken;
        return Task.WhenAll(Enumerable.Range(0, places).Select(_ => FlushAsync(flushed, cancellationToken)));
    }

    private async Task ProveAsync(BlobWriter writer)
    {
        try
        {
            for (int asked = 0; !writer.IsProven(); asked++)
            {
                if (asked == MostLooks)
                {
                    writer.Postpone();
                    return;
                }

                await looks.LookAsync(_running);
            }

            _proven.Writer.TryWrite(writer);
        }
        catch (Exception)
        {
            // Said by whoever looks.
            writer.Postpone();
        }
    }

    private async Task FlushAsync(Action<BlobWriter> flushed, CancellationToken cancellationToken)
    {
        await foreach (var writer in _proven.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await writer.FlushAsync(cancellationToken);
                flushed(writer);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogFlushFailed(writer.Target, e);
            }
        }
    }

    [LoggerMessage(EventIds.FlushFailed, LogLevel.Error, "Flush of {Target} failed; it will be tried again")]
    private partial void LogFlushFailed(string target, Exception exception);
}
