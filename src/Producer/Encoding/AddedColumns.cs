namespace ModelData.Producer.Encoding;

/// <summary>The columns that stand beside the features, by options. Immutable; equal when all parts are.</summary>
internal sealed record AddedColumns
{
    /// <summary>The share of rows that was taken.</summary>
    public const string SampleRateName = "$SampleRate";

    /// <summary>None.</summary>
    public static AddedColumns None { get; } = new();

    /// <summary>What <see cref="SampleRateName"/> holds; null where there is no such column.</summary>
    public double? SampleRate { get; init; }

    /// <summary>Their number.</summary>
    public int Count => SampleRate is null ? 0 : 1;

    /// <summary>Those between the system columns and the features.</summary>
    public IEnumerable<FeatureColumn> Leading =>
        SampleRate is null ? [] : [new FeatureColumn(SampleRateName, FeatureType.Double)];

    /// <summary>The same columns of rows of which another share is taken.</summary>
    public AddedColumns At(decimal rate) => SampleRate is null ? this : this with { SampleRate = (double)rate };

    /// <summary>Their names, for a person.</summary>
    public override string ToString() => string.Join(", ", Leading.Select(static it => it.Name));

    /// <summary>Writes those between the system columns and the features.</summary>
    public void WriteLeading(ref CsvRowWriter writer)
    {
        if (SampleRate is { } rate)
        {
            writer.Write(rate);
        }
    }
}
