using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Buffering;

/// <summary>
/// Takes data whose shape is only known when it comes: a value, a list of values, or a list of such lists. Goes through each once, row by row, and never
/// further than a row or a call may reach: a sequence may have no end.
/// </summary>
internal ref struct LooseData
{
    /// <summary>The most rows of a sequence that cannot tell how many it has.</summary>
    public const int MaxSequenceRows = 1 << 20;

    private readonly RowIntake _intake;
    private readonly ref RowStamp _stamp;
    private readonly List<object?> _row = [];

    private LooseData(RowIntake intake, ref RowStamp stamp)
    {
        _intake = intake;
        _stamp = ref stamp;
    }

    public static void Take(RowIntake intake, object? data, ref RowStamp stamp) =>
        new LooseData(intake, ref stamp).Take(data is JsonDocument document ? document.RootElement : data);

    private void Take(object? data)
    {
        switch (TypeShape.Of(data))
        {
            case DataShape.Value:
                _row.Add(data);
                TakeRow();
                break;
            case DataShape.List or DataShape.Series or DataShape.Sequence:
                TakeList(data!);
                break;
            case DataShape.Tensor:
                TakeTensor(data!);
                break;
            case DataShape.Table:
                NamedRows.TakeAll(_intake, data!, ref _stamp);
                break;
            case DataShape.Pairs or DataShape.Record or DataShape.Tuple or DataShape.Memory:
                TakeShape(data);
                break;
            case DataShape.Bytes when data is Array { Rank: > 1 } pictures:
                _intake.RefuseValue(pictures, Math.Max(1, pictures.GetLength(0)));
                break;
            default:
                _intake.RefuseValue(data!, 1);
                break;
        }
    }

    /// <summary>A list is one row, or, when its first item is a list itself, many. What is null does not tell.</summary>
    private void TakeList(object list)
    {
        IEnumerator items = Open(list);
        try
        {
            int limit = _intake.WidthLimit;
            while (items.MoveNext())
            {
                object? item = items.Current;
                if (TypeShape.TryOf(item) is null or DataShape.Value)
                {
                    _row.Add(item);
                }
                else if (_row.TrueForAll(IsOpen) && !IsRow(list))
                {
                    TakeRows(items, IsWhole(list) ? int.MaxValue : MaxSequenceRows);
                    return;
                }
                else
                {
                    _intake.RefuseValue(item!, 1);
                    return;
                }
                if (_row.Count > limit)
                {
                    _intake.RefuseLonger(limit);
                    return;
                }
            }
            TakeRow();
        }
        finally
        {
            (items as IDisposable)?.Dispose();
        }
    }

    /// <summary>Takes rows from the current one on; those before it were null, or could not be read.</summary>
    private void TakeRows(IEnumerator rows, int limit)
    {
        object?[] before = [.. _row];
        foreach (object? row in before)
        {
            TakeRowOfRows(row);
            _stamp.Place++;
        }
        int count = before.Length;
        do
        {
            if (++count > limit)
            {
                _intake.RefuseEndless(limit);
                return;
            }
            TakeRowOfRows(rows.Current);
            _stamp.Place++;
        } while (rows.MoveNext());
    }

    private void TakeRowOfRows(object? row)
    {
        _row.Clear();
        try
        {
            TakeShape(row);
        }
#pragma warning disable CA1031 // A list of another library may throw at any element; the other rows of the call do not pay for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _intake.RefuseUnread(exception);
        }
    }

    private void TakeShape(object? row)
    {
        switch (TypeShape.Of(row))
        {
            case DataShape.List or DataShape.Series:
                TakeInnerRow(row!);
                break;
            case DataShape.Tensor when TensorLengths.Read(row!) is [_]:
                TakeInnerRow(row!);
                break;
            case DataShape.Pairs or DataShape.Record:
                NamedRows.Take(_intake, row!, ref _stamp);
                break;
            case DataShape.Tuple when _intake.State.Features.Count > 0:
                TakeTuple((ITuple)row!);
                break;
            case DataShape.Memory when MemoryRow.Read(row!) is { } values:
                TakeInnerRow(values);
                break;
            case DataShape.Tensor:
                RefuseDimensions(TensorLengths.Read(row!) is { } lengths ? lengths.Length + 1 : 3);
                break;
            case DataShape.Value when IsMissing(row):
                _intake.Refuse(RefusalReason.Empty, 1, "a row among rows is null.");
                break;
            case DataShape.Value:
                _intake.Refuse(
                    RefusalReason.Shape,
                    1,
                    $"a value of type {row!.GetType()} stands beside lists: collect rows of values, or rows of rows."
                );
                break;
            default:
                _intake.RefuseValue(row!, 1);
                break;
        }
    }

    private void TakeInnerRow(object row)
    {
        IEnumerator values = Open(row);
        try
        {
            int limit = _intake.WidthLimit;
            while (values.MoveNext())
            {
                object? value = values.Current;
                if (TypeShape.Of(value) is DataShape.List or DataShape.Series or DataShape.Sequence or DataShape.Tensor)
                {
                    RefuseDimensions(3);
                    return;
                }
                _row.Add(value);
                if (_row.Count > limit)
                {
                    _intake.RefuseLonger(limit);
                    return;
                }
            }
            TakeRow();
        }
        finally
        {
            (values as IDisposable)?.Dispose();
        }
    }

    private void TakeTuple(ITuple tuple)
    {
        for (int i = 0; i < tuple.Length; i++)
        {
            _row.Add(tuple[i]);
        }
        TakeRow();
    }

    private void TakeTensor(object tensor)
    {
        switch (TensorLengths.Read(tensor))
        {
            case null:
                _intake.Refuse(
                    RefusalReason.Dimensions,
                    1,
                    $"a {tensor.GetType()} does not show its dimensions, or does not hold its values row by row: "
                        + "pass its values and the width of a row to CollectRows."
                );
                break;
            case [] or [_]:
                TakeList(tensor);
                break;
            case [int rows, int width]:
                TakeTable((IEnumerable)tensor, rows, width);
                break;
            case { Length: int dimensions }:
                RefuseDimensions(dimensions);
                break;
        }
    }

    private void TakeTable(IEnumerable values, int rows, int width)
    {
        if (rows == 0 || width == 0)
        {
            TakeRow();
            return;
        }
        if (width > _intake.WidthLimit)
        {
            _intake.RefuseWidth(width, rows);
            return;
        }
        foreach (object? value in values)
        {
            _row.Add(value);
            if (_row.Count == width)
            {
                TakeRow();
                _stamp.Place++;
                _row.Clear();
            }
        }
        if (_row.Count > 0)
        {
            _intake.RefuseWidth(_row.Count, 1);
        }
    }

    private void TakeRow() => _intake.TakeObjects(_row, ref _stamp);

    private void RefuseDimensions(int dimensions) =>
        _intake.Refuse(
            RefusalReason.Dimensions,
            1,
            $"data has {dimensions} dimensions; rows, or rows of rows, are collected: pass flat values and the width of a row to CollectRows."
        );

    /// <summary>Whether an item does not tell if it is a value or a row.</summary>
    private static bool IsOpen(object? item) => TypeShape.TryOf(item) is null || IsMissing(item);

    private static bool IsMissing(object? item) =>
        item is null or DBNull or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined };

    /// <summary>
    /// Whether a list that begins with something else than a value is one row all the same, which is refused as such: a value comes before a second list.
    /// Of a sequence it cannot be told: each row is taken before the next is asked for.
    /// </summary>
    private static bool IsRow(object list)
    {
        int lists = 0;
        IEnumerator? items = IsWhole(list) ? Open(list) : null;
        while (lists < 2 && items?.MoveNext() == true)
        {
            switch (TypeShape.TryOf(items.Current))
            {
                case DataShape.Value when !IsMissing(items.Current):
                    return true;
                case DataShape.List or DataShape.Series or DataShape.Sequence or DataShape.Tensor or DataShape.Memory:
                    lists++;
                    break;
                default:
                    break;
            }
        }
        return false;
    }

    private static bool IsWhole(object list) => list is ICollection or JsonElement or JsonArray;

    private static IEnumerator Open(object list) =>
        list is JsonElement array ? array.EnumerateArray() : ((IEnumerable)list).GetEnumerator();
}
