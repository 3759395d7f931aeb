using ModelData.Producer.Buffering;
using ModelData.Producer.Encoding;
using Utf8 = System.Text.Encoding;

namespace ModelData.Producer.Diagnostics;

/// <summary>Prints rows as CSV, on the calling thread. For development: slow, and never throws. Thread-safe.</summary>
/// <param name="output">Where to.</param>
/// <param name="clock">The clock.</param>
internal sealed class DebugPrinter(TextWriter output, TimeProvider clock)
{
    private static readonly BatchLimits Unlimited = new(int.MaxValue);

    private readonly Lock _gate = new();
    private RowBatcher? _batcher;
    private FeatureSchema? _printed;

    /// <summary>Prints a record's rows; before the first, and when the columns changed, the header line.</summary>
    public void Print(
        CollectorState collector,
        in RecordHeader header,
        ReadOnlySpan<char> correlation,
        ReadOnlySpan<byte> values,
        int size
    )
    {
        byte[] record = new byte[size];
        RowIntake.Fill(record, header, correlation, values);
        lock (_gate)
        {
            try
            {
                // The collector's own counters must not see what is only printed.
                _batcher ??= new RowBatcher(collector.ForPrinting(), Unlimited, clock, Print);
                _batcher.Add(record);
                _batcher.CloseAll();
            }
#pragma warning disable CA1031 // Standard output may be closed: the row is collected all the same.
            catch (Exception)
#pragma warning restore CA1031
            {
                _batcher = null;
            }
        }
    }

    private void Print(ClosedBatch batch)
    {
        if (!batch.Schema.Equals(_printed))
        {
            _printed = batch.Schema;
            output.Write($"{batch.Collector.Address}: {Utf8.UTF8.GetString(batch.Schema.HeaderLine.Span)}");
        }
        output.Write($"{batch.Collector.Address}: {Utf8.UTF8.GetString(batch.Rows.Written)}");
        batch.Rows.Dispose();
    }
}
