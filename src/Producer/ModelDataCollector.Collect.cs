using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ModelData.Producer.Buffering;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Encoding;

namespace ModelData.Producer;

public sealed partial class ModelDataCollector
{
    // Whether it was looked at once that rows join nothing.
    private volatile bool _isAloneNoted;

    // Off, a call costs next to nothing: what was given goes back, with the decision that nothing of it is collected.

    /// <inheritdoc/>
    [OverloadResolutionPriority(2)]
    public CollectionContext Collect(ReadOnlySpan<FeatureValue?> row, string? correlationId = null) =>
        Begins(correlationId, out RowIntake intake, out RowStamp stamp)
            ? Take(intake, row, row.Length, ref stamp)
            : Decline(intake, correlationId);

    /// <inheritdoc/>
    [OverloadResolutionPriority(2)]
    public CollectionContext Collect(ReadOnlySpan<FeatureValue?> row, CollectionContext context) =>
        Begins(context, out RowIntake intake, out RowStamp stamp)
            ? Take(intake, row, row.Length, ref stamp)
            : Decline(intake, context);

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public CollectionContext Collect(ReadOnlySpan<FeatureValue?[]> rows, string? correlationId = null) =>
        Begins(correlationId, out RowIntake intake, out RowStamp stamp)
            ? TakeJagged(intake, rows, ref stamp)
            : Decline(intake, correlationId);

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public CollectionContext Collect(ReadOnlySpan<FeatureValue?[]> rows, CollectionContext context) =>
        Begins(context, out RowIntake intake, out RowStamp stamp)
            ? TakeJagged(intake, rows, ref stamp)
            : Decline(intake, context);

    /// <inheritdoc/>
    public CollectionContext Collect<T>(ReadOnlySpan<T> row, string? correlationId = null) =>
        Begins(correlationId, out RowIntake intake, out RowStamp stamp)
            ? TakeSpan(intake, row, ref stamp)
            : Decline(intake, correlationId);

    /// <inheritdoc/>
    public CollectionContext Collect<T>(ReadOnlySpan<T> row, CollectionContext context) =>
        Begins(context, out RowIntake intake, out RowStamp stamp)
            ? TakeSpan(intake, row, ref stamp)
            : Decline(intake, context);

    /// <inheritdoc/>
    public CollectionContext Collect<T>(IReadOnlyList<T> row, string? correlationId = null) =>
        Begins(correlationId, out RowIntake intake, out RowStamp stamp)
            ? TakeList(intake, row, ref stamp)
            : Decline(intake, correlationId);

    /// <inheritdoc/>
    public CollectionContext Collect<T>(IReadOnlyList<T> row, CollectionContext context) =>
        Begins(context, out RowIntake intake, out RowStamp stamp)
            ? TakeList(intake, row, ref stamp)
            : Decline(intake, context);

    /// <inheritdoc/>
    public CollectionContext Collect<T>(T[,] rows, string? correlationId = null) =>
        Begins(correlationId, out RowIntake intake, out RowStamp stamp)
            ? TakeTable(intake, rows, ref stamp)
            : Decline(intake, correlationId);

    /// <inheritdoc/>
    public CollectionContext Collect<T>(T[,] rows, CollectionContext context) =>
        Begins(context, out RowIntake intake, out RowStamp stamp)
            ? TakeTable(intake, rows, ref stamp)
            : Decline(intake, context);

    /// <inheritdoc/>
    public CollectionContext Collect<T>(T[][] rows, string? correlationId = null) =>
        Begins(correlationId, out RowIntake intake, out RowStamp stamp)
            ? TakeJagged(intake, rows, ref stamp)
            : Decline(intake, correlationId);

    /// <inheritdoc/>
    public CollectionContext Collect<T>(T[][] rows, CollectionContext context) =>
        Begins(context, out RowIntake intake, out RowStamp stamp)
            ? TakeJagged(intake, rows, ref stamp)
            : Decline(intake, context);

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public CollectionContext CollectRows(
        ReadOnlySpan<FeatureValue?> values,
        int width,
        CollectionContext context = default
    ) =>
        Begins(context, out RowIntake intake, out RowStamp stamp)
            ? Take(intake, values, width, ref stamp)
            : Decline(intake, context);

    /// <inheritdoc/>
    public CollectionContext CollectRows<T>(ReadOnlySpan<T> values, int width, CollectionContext context = default) =>
        Begins(context, out RowIntake intake, out RowStamp stamp)
            ? Take(intake, values, width, ref stamp)
            : Decline(intake, context);

    /// <inheritdoc/>
    public RowBuilder StartRow(string? correlationId = null) =>
        Begins(correlationId, out RowIntake intake, out RowStamp stamp)
            ? new(intake, stamp)
            : new(Decline(intake, correlationId));

    /// <inheritdoc/>
    public RowBuilder StartRow(CollectionContext context) =>
        Begins(context, out RowIntake intake, out RowStamp stamp) ? new(intake, stamp) : new(Decline(intake, context));

    /// <summary>Takes data whose shape is only known now.</summary>
    internal CollectionContext TakeLoose(object? data, string? correlationId) =>
        Begins(correlationId, out RowIntake intake, out RowStamp stamp)
            ? TakeLoose(intake, data, ref stamp)
            : Decline(intake, correlationId);

    /// <summary>Takes data whose shape is only known now.</summary>
    internal CollectionContext TakeLoose(object? data, CollectionContext context) =>
        Begins(context, out RowIntake intake, out RowStamp stamp)
            ? TakeLoose(intake, data, ref stamp)
            : Decline(intake, context);

    /// <summary>Whether anything is done with the rows of a new context; by whom, or who declines them, and what they share.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Begins(string? correlationId, out RowIntake intake, out RowStamp stamp)
    {
        intake = _switch.Intake;
        if (!intake.ServesNew && !AmbientContext.IsUsed)
        {
            Unsafe.SkipInit(out stamp);
            return false;
        }
        return BeginsNew(correlationId, ref intake, out stamp);
    }

    /// <summary>Whether anything is done with the rows of a context; by whom, or who declines them, and what they share.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Begins(in CollectionContext context, out RowIntake intake, out RowStamp stamp)
    {
        intake = _switch.Intake;
        if (!intake.ServesNew && context.IsDefault && !AmbientContext.IsUsed)
        {
            Unsafe.SkipInit(out stamp);
            return false;
        }
        return context.IsDefault ? BeginsNew(null, ref intake, out stamp) : BeginsWith(context, ref intake, out stamp);
    }

    // Not inlined, since what stands in the frame of a method is zeroed first, which costs those most who are off.

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool BeginsNew(string? correlationId, ref RowIntake intake, out RowStamp stamp)
    {
        if (AmbientContext.Current is { } ambient)
        {
            return BeginsWithin(ambient, correlationId, ref intake, out stamp);
        }
        if (!intake.ServesNew)
        {
            Unsafe.SkipInit(out stamp);
            return false;
        }
        RowQueue.BeginCall();
        stamp = new(_clock.GetUtcNow(), intake.Decide(correlationId), intake.CorrelationIds);
        if (stamp.IsAlone && !_isAloneNoted)
        {
            NoteAlone();
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool BeginsWith(in CollectionContext context, ref RowIntake intake, out RowStamp stamp)
    {
        if (!Serves(context, ref intake))
        {
            Unsafe.SkipInit(out stamp);
            return false;
        }
        RowQueue.BeginCall();
        stamp = new(_clock.GetUtcNow(), intake.Decide(context), intake.CorrelationIds);
        return true;
    }

    /// <summary>The same where the flow of code has a context: a correlation id that is given is that of these rows alone.</summary>
    private bool BeginsWithin(AmbientContext ambient, string? correlationId, ref RowIntake intake, out RowStamp stamp)
    {
        CollectionContext context = ambient.Decide(intake);
        if (!Serves(context, ref intake))
        {
            Unsafe.SkipInit(out stamp);
            return false;
        }
        RowQueue.BeginCall();
        DateTimeOffset now = _clock.GetUtcNow();
        context = ambient.BeginAt(now, intake.CorrelationIds);
        stamp = new(
            now,
            string.IsNullOrEmpty(correlationId) ? context : context.CorrelatedBy(correlationId),
            null,
            ambient
        );
        return true;
    }

    /// <summary>What was given for rows that nothing is done with, with the decision that nothing of it is collected.</summary>
    private static CollectionContext Decline(RowIntake intake, string? correlationId)
    {
        if (AmbientContext.Current is not { } ambient)
        {
            return intake.Decide(correlationId);
        }
        CollectionContext context = ambient.Decide(intake);
        return string.IsNullOrEmpty(correlationId) ? context : context.CorrelatedBy(correlationId);
    }

    /// <inheritdoc cref="Decline(RowIntake, string?)"/>
    private static CollectionContext Decline(RowIntake intake, in CollectionContext context) =>
        context.IsDefault ? Decline(intake, null) : intake.Decide(context);

    private void NoteAlone()
    {
        _isAloneNoted = true;
        _switch.NoteAlone();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Serves(in CollectionContext context, ref RowIntake intake) =>
        intake.Serves(context) || (context.Decision == CollectionDecision.On && ServesLate(context, ref intake));

    /// <summary>Looks again where a collector of the service has decided on already: this one may have yet to follow a change.</summary>
    private bool ServesLate(in CollectionContext context, ref RowIntake intake)
    {
        intake = _switch.CatchUp();
        return intake.Serves(context) || intake.Position.IsWaiting;
    }

    /// <summary>One row; or, when the elements are lists, many.</summary>
    private static CollectionContext TakeSpan<T>(RowIntake intake, ReadOnlySpan<T> row, ref RowStamp stamp) =>
        IsScalar<T>() && !BeginsWithAList(row)
            ? Take(intake, row, row.Length, ref stamp)
            : TakeLoose(intake, row.ToArray(), ref stamp);

    private static bool BeginsWithAList<T>(ReadOnlySpan<T> row) =>
        typeof(T) == typeof(object) && !row.IsEmpty && TypeShape.TryOf(row[0]) != DataShape.Value;

    private static CollectionContext Take<T>(RowIntake intake, ReadOnlySpan<T> values, int width, ref RowStamp stamp)
    {
        try
        {
            intake.Take(values, width, ref stamp);
        }
#pragma warning disable CA1031 // Whatever goes wrong in here is not worth a failed prediction.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            intake.RefuseUnread(exception);
        }
        return stamp.Context;
    }

    private static CollectionContext Take(
        RowIntake intake,
        ReadOnlySpan<FeatureValue?> values,
        int width,
        ref RowStamp stamp
    )
    {
        try
        {
            intake.Take(values, width, ref stamp);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            intake.RefuseUnread(exception);
        }
        return stamp.Context;
    }

    private static CollectionContext TakeList<T>(RowIntake intake, IReadOnlyList<T> row, ref RowStamp stamp)
    {
        if (row is null or T[])
        {
            return TakeSpan<T>(intake, (T[]?)row, ref stamp);
        }
        if (row is List<T> list)
        {
            return TakeSpan<T>(intake, CollectionsMarshal.AsSpan(list), ref stamp);
        }
        return TakeLoose(intake, row, ref stamp);
    }

    private static CollectionContext TakeTable<T>(RowIntake intake, T[,] rows, ref RowStamp stamp)
    {
        if (rows is null || rows.Length == 0)
        {
            return Take<T>(intake, [], 0, ref stamp);
        }
        if (!IsScalar<T>())
        {
            return TakeLoose(intake, rows, ref stamp);
        }
        // A rectangular array is one block of memory; the language has no span of it.
        ref T first = ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(rows));
        return Take(intake, MemoryMarshal.CreateReadOnlySpan(ref first, rows.Length), rows.GetLength(1), ref stamp);
    }

    private static CollectionContext TakeJagged<T>(RowIntake intake, T[][] rows, ref RowStamp stamp)
    {
        if (!IsScalar<T>())
        {
            return TakeLoose(intake, rows, ref stamp);
        }
        foreach (T[] row in rows ?? [])
        {
            Take<T>(intake, row, row?.Length ?? 0, ref stamp);
            stamp.Place++;
        }
        return rows is null or [] ? Take<T>(intake, [], 0, ref stamp) : stamp.Context;
    }

    private static CollectionContext TakeJagged(
        RowIntake intake,
        ReadOnlySpan<FeatureValue?[]> rows,
        ref RowStamp stamp
    )
    {
        foreach (FeatureValue?[] row in rows)
        {
            Take(intake, row, row?.Length ?? 0, ref stamp);
            stamp.Place++;
        }
        return rows.IsEmpty ? Take(intake, [], 0, ref stamp) : stamp.Context;
    }

    private static CollectionContext TakeLoose(RowIntake intake, object? data, ref RowStamp stamp)
    {
        try
        {
            LooseData.Take(intake, data, ref stamp);
        }
#pragma warning disable CA1031 // As above; a foreign list may throw at any element.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            intake.RefuseUnread(exception);
        }
        return stamp.Context;
    }

    private static bool IsScalar<T>() => ElementKind<T>.Kind is < ValueKind.Unsupported;
}
