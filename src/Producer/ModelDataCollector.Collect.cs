using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ModelData.Producer.Buffering;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Encoding;

namespace ModelData.Producer;

public sealed partial class ModelDataCollector
{
    /// <inheritdoc/>
    public CollectionContext Collect<T>(ReadOnlySpan<T> row, string? correlationId = null) =>
        TakeSpan(row, Stamp(correlationId));

    /// <inheritdoc/>
    public CollectionContext Collect<T>(ReadOnlySpan<T> row, CollectionContext context) =>
        TakeSpan(row, Stamp(context));

    /// <inheritdoc/>
    public CollectionContext Collect<T>(IReadOnlyList<T> row, string? correlationId = null) =>
        TakeList(row, Stamp(correlationId));

    /// <inheritdoc/>
    public CollectionContext Collect<T>(IReadOnlyList<T> row, CollectionContext context) =>
        TakeList(row, Stamp(context));

    /// <inheritdoc/>
    public CollectionContext Collect<T>(T[,] rows, string? correlationId = null) =>
        TakeTable(rows, Stamp(correlationId));

    /// <inheritdoc/>
    public CollectionContext Collect<T>(T[,] rows, CollectionContext context) => TakeTable(rows, Stamp(context));

    /// <inheritdoc/>
    public CollectionContext Collect<T>(T[][] rows, string? correlationId = null) =>
        TakeJagged(rows, Stamp(correlationId));

    /// <inheritdoc/>
    public CollectionContext Collect<T>(T[][] rows, CollectionContext context) => TakeJagged(rows, Stamp(context));

    /// <inheritdoc/>
    public CollectionContext CollectRows<T>(ReadOnlySpan<T> values, int width, CollectionContext context = default) =>
        Take(values, width, Stamp(context));

    /// <inheritdoc/>
    public RowBuilder StartRow(string? correlationId = null) => new(_intake, Stamp(correlationId));

    /// <inheritdoc/>
    public RowBuilder StartRow(CollectionContext context) => new(_intake, Stamp(context));

    /// <summary>Takes data whose shape is only known now.</summary>
    internal CollectionContext TakeLoose(object? data, string? correlationId) => TakeLoose(data, Stamp(correlationId));

    /// <summary>Takes data whose shape is only known now.</summary>
    internal CollectionContext TakeLoose(object? data, CollectionContext context) => TakeLoose(data, Stamp(context));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private RowStamp Stamp(string? correlationId)
    {
        CollectionContext context = new(_clock.GetUtcNow(), RequestIdentity.Current(), correlationId);
        return new RowStamp(context.Timestamp, context);
    }

    private RowStamp Stamp(CollectionContext context) =>
        context.IsEmpty ? Stamp((string?)null) : new RowStamp(_clock.GetUtcNow(), context);

    /// <summary>One row; or, when the elements are lists, as in <c>[[1, 2], [3, 4]]</c> with named rows, many.</summary>
    private CollectionContext TakeSpan<T>(ReadOnlySpan<T> row, in RowStamp stamp) =>
        IsScalar<T>() ? Take(row, row.Length, stamp) : TakeLoose(row.ToArray(), stamp);

    private CollectionContext Take<T>(ReadOnlySpan<T> values, int width, in RowStamp stamp)
    {
        if (_isActive)
        {
            try
            {
                _intake.Take(values, width, stamp);
            }
#pragma warning disable CA1031 // Whatever goes wrong in here is not worth a failed prediction.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Refuse(exception);
            }
        }
        return stamp.Context;
    }

    private CollectionContext TakeList<T>(IReadOnlyList<T> row, in RowStamp stamp)
    {
        if (row is T[] array)
        {
            return Take<T>(array, array.Length, stamp);
        }
        if (row is List<T> list)
        {
            return IsScalar<T>() ? Take<T>(CollectionsMarshal.AsSpan(list), list.Count, stamp) : TakeLoose(list, stamp);
        }
        return TakeLoose(row, stamp);
    }

    private CollectionContext TakeTable<T>(T[,] rows, in RowStamp stamp)
    {
        if (rows is null || rows.Length == 0)
        {
            return Take<T>([], 0, stamp);
        }
        // A rectangular array is one block of memory; the language has no span of it.
        ref T first = ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(rows));
        return Take(MemoryMarshal.CreateReadOnlySpan(ref first, rows.Length), rows.GetLength(1), stamp);
    }

    private CollectionContext TakeJagged<T>(T[][] rows, in RowStamp stamp)
    {
        if (!IsScalar<T>())
        {
            return TakeLoose(rows, stamp);
        }
        foreach (T[] row in rows ?? [])
        {
            Take<T>(row, row?.Length ?? 0, stamp);
        }
        return rows is null or [] ? Take<T>([], 0, stamp) : stamp.Context;
    }

    private CollectionContext TakeLoose(object? data, in RowStamp stamp)
    {
        if (_isActive)
        {
            try
            {
                LooseData.Take(_intake, data, stamp);
            }
#pragma warning disable CA1031 // As above; a foreign list may throw at any element.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Refuse(exception);
            }
        }
        return stamp.Context;
    }

    private static bool IsScalar<T>() => ElementKind<T>.Kind is < ValueKind.Unsupported;

    private void Refuse(Exception exception) =>
        _intake.Refuse(RefusalReason.Error, 1, $"they could not be read ({exception.GetType().Name}).");
}
