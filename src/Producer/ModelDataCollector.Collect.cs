using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ModelData.Producer.Buffering;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Encoding;

namespace ModelData.Producer;

public sealed partial class ModelDataCollector
{
    // Off, a call costs next to nothing: what was given goes back as it is.

    /// <inheritdoc/>
    [OverloadResolutionPriority(2)]
    public CollectionContext Collect(ReadOnlySpan<FeatureValue?> row, string? correlationId = null) =>
        _isActive ? Take(row, row.Length, Stamp(correlationId)) : new CollectionContext(correlationId);

    /// <inheritdoc/>
    [OverloadResolutionPriority(2)]
    public CollectionContext Collect(ReadOnlySpan<FeatureValue?> row, CollectionContext context) =>
        _isActive ? Take(row, row.Length, Stamp(context)) : context;

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public CollectionContext Collect(ReadOnlySpan<FeatureValue?[]> rows, string? correlationId = null) =>
        _isActive ? TakeJagged(rows, Stamp(correlationId)) : new CollectionContext(correlationId);

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public CollectionContext Collect(ReadOnlySpan<FeatureValue?[]> rows, CollectionContext context) =>
        _isActive ? TakeJagged(rows, Stamp(context)) : context;

    /// <inheritdoc/>
    public CollectionContext Collect<T>(ReadOnlySpan<T> row, string? correlationId = null) =>
        _isActive ? TakeSpan(row, Stamp(correlationId)) : new CollectionContext(correlationId);

    /// <inheritdoc/>
    public CollectionContext Collect<T>(ReadOnlySpan<T> row, CollectionContext context) =>
        _isActive ? TakeSpan(row, Stamp(context)) : context;

    /// <inheritdoc/>
    public CollectionContext Collect<T>(IReadOnlyList<T> row, string? correlationId = null) =>
        _isActive ? TakeList(row, Stamp(correlationId)) : new CollectionContext(correlationId);

    /// <inheritdoc/>
    public CollectionContext Collect<T>(IReadOnlyList<T> row, CollectionContext context) =>
        _isActive ? TakeList(row, Stamp(context)) : context;

    /// <inheritdoc/>
    public CollectionContext Collect<T>(T[,] rows, string? correlationId = null) =>
        _isActive ? TakeTable(rows, Stamp(correlationId)) : new CollectionContext(correlationId);

    /// <inheritdoc/>
    public CollectionContext Collect<T>(T[,] rows, CollectionContext context) =>
        _isActive ? TakeTable(rows, Stamp(context)) : context;

    /// <inheritdoc/>
    public CollectionContext Collect<T>(T[][] rows, string? correlationId = null) =>
        _isActive ? TakeJagged(rows, Stamp(correlationId)) : new CollectionContext(correlationId);

    /// <inheritdoc/>
    public CollectionContext Collect<T>(T[][] rows, CollectionContext context) =>
        _isActive ? TakeJagged(rows, Stamp(context)) : context;

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public CollectionContext CollectRows(
        ReadOnlySpan<FeatureValue?> values,
        int width,
        CollectionContext context = default
    ) => _isActive ? Take(values, width, Stamp(context)) : context;

    /// <inheritdoc/>
    public CollectionContext CollectRows<T>(ReadOnlySpan<T> values, int width, CollectionContext context = default) =>
        _isActive ? Take(values, width, Stamp(context)) : context;

    /// <inheritdoc/>
    public RowBuilder StartRow(string? correlationId = null) =>
        _isActive ? new(_intake, Stamp(correlationId)) : new(new CollectionContext(correlationId));

    /// <inheritdoc/>
    public RowBuilder StartRow(CollectionContext context) => _isActive ? new(_intake, Stamp(context)) : new(context);

    /// <summary>Takes data whose shape is only known now.</summary>
    internal CollectionContext TakeLoose(object? data, string? correlationId) =>
        _isActive ? TakeLoose(data, Stamp(correlationId)) : new CollectionContext(correlationId);

    /// <summary>Takes data whose shape is only known now.</summary>
    internal CollectionContext TakeLoose(object? data, CollectionContext context) =>
        _isActive ? TakeLoose(data, Stamp(context)) : context;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private RowStamp Stamp(string? correlationId)
    {
        RowQueue.BeginCall();
        return new(_clock.GetUtcNow(), correlationId);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private RowStamp Stamp(CollectionContext context)
    {
        RowQueue.BeginCall();
        return new(_clock.GetUtcNow(), context);
    }

    /// <summary>One row; or, when the elements are lists, many.</summary>
    private CollectionContext TakeSpan<T>(ReadOnlySpan<T> row, in RowStamp stamp) =>
        IsScalar<T>() && !BeginsWithAList(row) ? Take(row, row.Length, stamp) : TakeLoose(row.ToArray(), stamp);

    private static bool BeginsWithAList<T>(ReadOnlySpan<T> row) =>
        typeof(T) == typeof(object) && !row.IsEmpty && TypeShape.TryOf(row[0]) != DataShape.Value;

    private CollectionContext Take<T>(ReadOnlySpan<T> values, int width, in RowStamp stamp)
    {
        try
        {
            _intake.Take(values, width, stamp);
        }
#pragma warning disable CA1031 // Whatever goes wrong in here is not worth a failed prediction.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _intake.RefuseUnread(exception);
        }
        return stamp.Context;
    }

    private CollectionContext Take(ReadOnlySpan<FeatureValue?> values, int width, in RowStamp stamp)
    {
        try
        {
            _intake.Take(values, width, stamp);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _intake.RefuseUnread(exception);
        }
        return stamp.Context;
    }

    private CollectionContext TakeList<T>(IReadOnlyList<T> row, in RowStamp stamp)
    {
        if (row is null or T[])
        {
            return TakeSpan<T>((T[]?)row, stamp);
        }
        if (row is List<T> list)
        {
            return TakeSpan<T>(CollectionsMarshal.AsSpan(list), stamp);
        }
        return TakeLoose(row, stamp);
    }

    private CollectionContext TakeTable<T>(T[,] rows, in RowStamp stamp)
    {
        if (rows is null || rows.Length == 0)
        {
            return Take<T>([], 0, stamp);
        }
        if (!IsScalar<T>())
        {
            return TakeLoose(rows, stamp);
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

    private CollectionContext TakeJagged(ReadOnlySpan<FeatureValue?[]> rows, in RowStamp stamp)
    {
        foreach (FeatureValue?[] row in rows)
        {
            Take(row, row?.Length ?? 0, stamp);
        }
        return rows.IsEmpty ? Take([], 0, stamp) : stamp.Context;
    }

    private CollectionContext TakeLoose(object? data, in RowStamp stamp)
    {
        try
        {
            LooseData.Take(_intake, data, stamp);
        }
#pragma warning disable CA1031 // As above; a foreign list may throw at any element.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _intake.RefuseUnread(exception);
        }
        return stamp.Context;
    }

    private static bool IsScalar<T>() => ElementKind<T>.Kind is < ValueKind.Unsupported;
}
