using ModelData.Producer.Buffering;

namespace ModelData.Producer.Encoding;

/// <summary>The columns that stand beside the features, by options. Immutable; equal when all parts are.</summary>
internal sealed record AddedColumns
{
    /// <summary>The row's place in its batch.</summary>
    public const string RowIdName = "$RowId";

    /// <summary>The share of rows that was taken.</summary>
    public const string SampleRateName = "$SampleRate";

    /// <summary>The identifier of the collectors that the reference adds its columns to.</summary>
    private const string Inputs = "inputs";

    /// <summary>None.</summary>
    public static AddedColumns None { get; } = new();

    /// <summary>Whether there is <see cref="RowIdName"/>.</summary>
    public bool HasRowId { get; init; }

    /// <summary>What <see cref="SampleRateName"/> holds; null where there is no such column.</summary>
    public double? SampleRate { get; init; }

    /// <summary>The columns of the reference; null where there are none.</summary>
    public AmlColumns? Aml { get; init; }

    /// <summary>Their number.</summary>
    public int Count => (HasRowId ? 1 : 0) + (SampleRate is null ? 0 : 1) + (Aml is null ? 0 : AmlColumns.All.Count);

    /// <summary>Those between the system columns and the features.</summary>
    public IEnumerable<FeatureColumn> Leading
    {
        get
        {
            if (HasRowId)
            {
                yield return new FeatureColumn(RowIdName, FeatureType.Int32);
            }
            if (SampleRate is not null)
            {
                yield return new FeatureColumn(SampleRateName, FeatureType.Double);
            }
        }
    }

    /// <summary>Those behind the features.</summary>
    public IEnumerable<FeatureColumn> Trailing => Aml is null ? [] : AmlColumns.All;

    /// <summary>Those that options ask for.</summary>
    /// <param name="options">The options.</param>
    /// <param name="address">The collector.</param>
    /// <param name="rate">The share of rows that it takes.</param>
    public static AddedColumns Of(ModelDataCollectorOptions options, CollectionAddress address, decimal rate) =>
        new()
        {
            HasRowId = options.RowIds,
            SampleRate = options.SampleRateColumn ? (double)rate : null,
            Aml =
                options.CorrelationColumns == CorrelationColumns.Extended
                || (options.CorrelationColumns == CorrelationColumns.Reference && address.Identifier == Inputs)
                    ? new AmlColumns(address)
                    : null,
        };

    /// <summary>The same columns of rows of which another share is taken.</summary>
    public AddedColumns At(decimal rate) => SampleRate is null ? this : this with { SampleRate = (double)rate };

    /// <summary>Their names, for a person.</summary>
    public override string ToString() => string.Join(", ", Leading.Concat(Trailing).Select(static it => it.Name));

    /// <summary>Writes those between the system columns and the features.</summary>
    public void WriteLeading(ref CsvRowWriter writer, int rowId)
    {
        if (HasRowId)
        {
            writer.Write(rowId);
        }
        if (SampleRate is { } rate)
        {
            writer.Write(rate);
        }
    }

    /// <summary>Writes those behind the features.</summary>
    public void WriteTrailing(ref CsvRowWriter writer, in RecordHeader header, ReadOnlySpan<byte> correlation) =>
        Aml?.Write(ref writer, header, correlation);
}
