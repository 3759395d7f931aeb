using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Encoding;
using Utf8 = System.Text.Encoding;

namespace ModelData.Producer.Buffering;

/// <summary>
/// The part of <c>Collect</c> that runs on the scoring thread: checks the shape, copies the values in binary form, returns. Conversion to text, compression
/// and sending are the pump's. One stands for a collector as it is switched at a moment; the next one takes its place when that changes.
/// </summary>
/// <param name="state">The collector.</param>
/// <param name="switched">How it is switched.</param>
/// <param name="plan">How its rows go out.</param>
/// <param name="sampler">Which of them are taken; null for all.</param>
/// <param name="correlationIds">Where the ids of new contexts come from; null for nowhere.</param>
/// <param name="door">The way into its pipeline.</param>
/// <param name="printer">Prints rows; null when debugging is off.</param>
/// <param name="isUnnamed">Whether the settings were looked up when the features had no names.</param>
/// <param name="isTraced">Whether records tell the activity that they were collected in, if anybody listens.</param>
/// <param name="redactor">Redacts rows as the plan says; null where it redacts nothing.</param>
internal sealed partial class RowIntake(
    CollectorState state,
    SwitchPosition switched,
    RowPlan plan,
    RowSampler? sampler,
    CorrelationIdSource? correlationIds,
    IntakeDoor door,
    DebugPrinter? printer,
    RowRedactor? redactor = null,
    bool isUnnamed = false,
    bool isTraced = true
)
{
    /// <summary>The most values of a record where a row does not need more: no call asks for much of the ring at once.</summary>
    private const int MaxRecordBytes = 32 * 1024;

    private readonly CollectionDecision _decision = switched.Decision;
    private readonly int _plan = state.Plans.NumberOf(plan);
    private readonly int _maxWidth = plan.MaxWidth;
    private readonly int _served = Served(switched, door, printer);

    /// <summary>Whether the settings were looked up when the features had no names.</summary>
    public bool IsUnnamed => isUnnamed;

    public IntakeDoor Door => door;

    public DebugPrinter? Printer => printer;

    public SwitchPosition Position => switched;

    public RowPlan Plan => plan;

    public CorrelationIdSource? CorrelationIds => correlationIds;

    public CollectorState State => state;

    /// <summary>Whether anything is done with the rows of a new context.</summary>
    public bool ServesNew { get; } = Serves(Served(switched, door, printer), switched.Decision);

    /// <summary>Whether anything is done with the rows of a context.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Serves(in CollectionContext context) =>
        context.Decision == CollectionDecision.Open ? ServesNew : Serves(_served, context.Decision);

    /// <summary>A new context, decided.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CollectionContext Decide(string? correlationId) => new(correlationId, _decision);

    /// <summary>The same context; decided, if it was not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CollectionContext Decide(in CollectionContext context) =>
        context.Decision == CollectionDecision.Open ? context.DecidedAs(_decision) : context;

    /// <summary>The most values that a row may have.</summary>
    public int WidthLimit => state.Width == 0 ? plan.MaxWidth : Math.Min(state.Width, plan.MaxWidth);

    /// <summary>Whether given values are not to stay in memory that is used again.</summary>
    private bool IsRedacting => redactor is not null;

    /// <summary>Takes a table of values, row by row one behind the other.</summary>
    public void Take<T>(ReadOnlySpan<T> values, int width, ref RowStamp stamp)
    {
        if (!TryDivide(values.Length, width, out int rows))
        {
            return;
        }
        ValueKind kind = ElementKind<T>.Kind;
        if (kind == ValueKind.Double)
        {
            TakeRaw(kind, Bytes<T, double>(values), rows, width, ref stamp);
        }
        else if (kind == ValueKind.Float)
        {
            TakeRaw(kind, Bytes<T, float>(values), rows, width, ref stamp);
        }
        else if (kind == ValueKind.Int32)
        {
            TakeRaw(kind, Bytes<T, int>(values), rows, width, ref stamp);
        }
        else if (kind == ValueKind.Int64)
        {
            TakeRaw(kind, Bytes<T, long>(values), rows, width, ref stamp);
        }
        else if (kind == ValueKind.Boolean)
        {
            TakeRaw(kind, Bytes<T, bool>(values), rows, width, ref stamp);
        }
        else if (kind == ValueKind.Scalar)
        {
            TakeMixed(values, rows, width, ref stamp);
        }
        else
        {
            (RefusalReason reason, string detail) = ValueRefusal.Of(
                typeof(T),
                kind == ValueKind.Binary ? DataShape.Bytes : DataShape.Value
            );
            Refuse(reason, rows, detail);
        }
    }

    /// <summary>
    /// Takes rows of values of which each tells its kind. Where all are of the same, they go into the ring as those of an array do: the usual row is of
    /// doubles alone.
    /// </summary>
    public void Take(ReadOnlySpan<FeatureValue?> values, int width, ref RowStamp stamp)
    {
        if (!TryDivide(values.Length, width, out int rows))
        {
            return;
        }
        RowScratch scratch = RowScratch.Rent();
        if (scratch.TryAddUniform(values, out ValueKind kind))
        {
            TakeRaw(kind, scratch.Bytes, rows, width, ref stamp);
            scratch.Return(IsRedacting);
        }
        else
        {
            scratch.Return(IsRedacting);
            TakeMixed(values, rows, width, ref stamp);
        }
    }

    /// <summary>Takes one row that was put together value by value, and returns what it stood in. Never throws.</summary>
    public void TakeBuilt(RowScratch row, ref RowStamp stamp)
    {
        // Built for however long: only now does it want room.
        RowQueue.BeginCall();
        try
        {
            if (row.Width == 0)
            {
                Refuse(RefusalReason.Empty, 1, "a row has no values.");
                return;
            }
            Put(ValueKind.Mixed, row.Bytes, 0, 1, row.Width, ref stamp);
        }
#pragma warning disable CA1031 // Whatever goes wrong in here is not worth a failed prediction.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            RefuseUnread(exception);
        }
        finally
        {
            row.Return(IsRedacting);
        }
    }

    /// <summary>Takes one row of objects.</summary>
    public void TakeObjects(List<object?> values, ref RowStamp stamp) =>
        Take<object?>(CollectionsMarshal.AsSpan(values), values.Count, ref stamp);

    private bool TryDivide(int length, int width, out int rows)
    {
        rows = 0;
        if (width <= 0 || length == 0)
        {
            Refuse(RefusalReason.Empty, 1, "a row has no values.");
            return false;
        }
        rows = width == length ? 1 : length / width;
        if (rows * width != length)
        {
            Refuse(RefusalReason.Width, rows + 1, $"{length} values are no rows of {width}.");
            return false;
        }
        return true;
    }

    private void TakeRaw(ValueKind kind, ReadOnlySpan<byte> values, int rows, int width, ref RowStamp stamp)
    {
        int rowBytes = values.Length / rows;
        int rowsPerRecord = rows == 1 ? 1 : Math.Max(1, RecordBytes(stamp) / rowBytes);
        int first = 0;
        while (rows > rowsPerRecord)
        {
            Put(kind, values[..(rowsPerRecord * rowBytes)], first, rowsPerRecord, width, ref stamp);
            values = values[(rowsPerRecord * rowBytes)..];
            rows -= rowsPerRecord;
            first += rowsPerRecord;
        }
        Put(kind, values, first, rows, width, ref stamp);
    }

    private void TakeMixed<T>(ReadOnlySpan<T> values, int rows, int width, ref RowStamp stamp)
    {
        RowScratch scratch = RowScratch.Rent();
        // Of one row nothing is divided.
        int limit = rows == 1 ? MaxRecordBytes : RecordBytes(stamp);
        int inScratch = 0;
        for (int row = 0; row < rows; row++)
        {
            int start = scratch.Length;
            bool isRow = TryAppend(scratch, values.Slice(row * width, width));
            if (!isRow)
            {
                scratch.Truncate(start);
            }
            // What fits is not to share the fate of a row that perhaps does not; and where rows are numbered, those of a record follow each other.
            if (inScratch > 0 && (isRow ? scratch.Length > limit : plan.Added.HasRowId))
            {
                Put(ValueKind.Mixed, scratch.Bytes[..start], row - inScratch, inScratch, width, ref stamp);
                scratch.RemoveBefore(start);
                inScratch = 0;
            }
            inScratch += isRow ? 1 : 0;
        }
        if (inScratch > 0)
        {
            Put(ValueKind.Mixed, scratch.Bytes, rows - inScratch, inScratch, width, ref stamp);
        }
        scratch.Return(IsRedacting);
    }

    private bool TryAppend<T>(RowScratch scratch, ReadOnlySpan<T> row)
    {
        try
        {
            for (int i = 0; i < row.Length; i++)
            {
                if (!scratch.TryAdd(row[i]))
                {
                    RefuseValue(row[i]!, 1);
                    return false;
                }
            }
            return true;
        }
#pragma warning disable CA1031 // A value of another library may throw whatever it likes; the other rows of the call do not pay for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            RefuseUnread(exception);
            return false;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Serves(int served, CollectionDecision decision) => ((served >> (int)decision) & 1) != 0;

    // A bit for each decision.
    private static int Served(SwitchPosition switched, IntakeDoor door, DebugPrinter? printer) =>
        // While it waits, one that was decided on is looked at again: its service may know already.
        switched.IsWaiting
            ? 0b111 & ~(1 << (int)CollectionDecision.On)
        : printer is not null ? 0b111
        : door.Lease is null ? 0
        : (switched.Takes(CollectionDecision.On) ? 1 << (int)CollectionDecision.On : 0)
            | (switched.Takes(CollectionDecision.Off) ? 1 << (int)CollectionDecision.Off : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> Bytes<T, TActual>(ReadOnlySpan<T> values)
        where TActual : unmanaged =>
        // T is TActual: the caller looked. The language cannot say so without boxing or a second set of overloads.
        MemoryMarshal.AsBytes(
            MemoryMarshal.CreateReadOnlySpan(
                ref Unsafe.As<T, TActual>(ref MemoryMarshal.GetReference(values)),
                values.Length
            )
        );
}
