using ModelData.Producer.Buffering;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Encoding;

/// <summary>The sets of types that rows of one plan have had. Not thread-safe.</summary>
/// <param name="collector">The collector.</param>
/// <param name="plan">The plan of the rows.</param>
/// <param name="beforeChange">Called before a column that has a type gets another one.</param>
internal sealed class RowTypes(CollectorState collector, RowPlan plan, Action<ColumnTypes> beforeChange)
{
    /// <summary>So many sets of types the rows may have: each makes a file of its own. The last one is of texts.</summary>
    private const int MostTypes = 8;

    private readonly List<ColumnTypes> _types = [new(plan, beforeChange)];
    private bool _isRoundingSaid;

    /// <summary>The types of all rows of a record of one kind; null where they depend on the values.</summary>
    public ColumnTypes? Of(in RecordHeader header)
    {
        foreach (ColumnTypes types in _types)
        {
            if (types.AcceptsUniform(header.Kind, header.Width))
            {
                return types;
            }
            if (types.MayAccept(header.Kind))
            {
                break;
            }
        }
        return null;
    }

    /// <summary>The types of a row; null where they were declared and do not fit.</summary>
    public ColumnTypes? Of(MixedValueReader row, int width)
    {
        foreach (ColumnTypes types in _types)
        {
            if (types.AcceptsRow(row, width))
            {
                SayRounding(types);
                return types;
            }
        }
        if (plan.Features.AreTypesDeclared)
        {
            return null;
        }
        ColumnTypes others = AddOthers(row, width);
        return others.AcceptsRow(row, width) ? others : null;
    }

    /// <summary>Says of a row that does not fit which column does not take its value.</summary>
    public string Explain(MixedValueReader row) => _types[0].Explain(row);

    // Which types come first in a process is chance: rows that do not fit them are no worse, and go into a file of their own; the last one takes all the rest.
    private ColumnTypes AddOthers(MixedValueReader row, int width)
    {
        if (_types.Count == 1)
        {
            collector.SayOtherTypes(_types[0].Explain(row));
        }
        ColumnTypes others =
            _types.Count < MostTypes - 1
                ? new ColumnTypes(plan, beforeChange)
                : ColumnTypes.OfTexts(plan, width, beforeChange);
        _types.Add(others);
        return others;
    }

    private void SayRounding(ColumnTypes types)
    {
        if (!_isRoundingSaid && types.Rounding is { } rounding)
        {
            _isRoundingSaid = true;
            collector.Logger.DigitsLost(collector.Address, rounding);
        }
    }
}
