namespace ModelData.Producer;

/// <summary>
/// A row that was collected in a test, read back from the event that the hub would have got: names, types and values are those of the data file. Immutable
/// and thread-safe.
/// </summary>
public sealed class CollectedRow
{
    private readonly string _text;

    /// <param name="batch">What it came with; nothing of its buffer is kept.</param>
    /// <param name="values">The values of all columns, in the order of the schema.</param>
    /// <param name="text">The row as CSV, without its line end.</param>
    internal CollectedRow(CollectedBatch batch, object?[] values, string text)
    {
        _text = text;
        Address = batch.Address;
        Day = batch.Day;
        Timestamp = (DateTimeOffset)values[0]!;
        CorrelationId = (string?)values[1];
        RequestId = Guid.TryParse((string?)values[2], out Guid id) ? id : Guid.Empty;
        Features = [.. batch.Schema.Columns.Skip(SystemColumns.Count)];
        Values = Array.AsReadOnly(values[SystemColumns.Count..]);
    }

    /// <summary>Whose row it is: workspace, web service, model, version and identifier.</summary>
    public CollectionAddress Address { get; }

    /// <summary>The UTC day whose folder the row goes into: that of its context, so that of the scoring for a label that came later.</summary>
    public DateOnly Day { get; }

    /// <summary><c>$Timestamp</c>: UTC, with microseconds.</summary>
    public DateTimeOffset Timestamp { get; }

    /// <summary><c>$CorrelationId</c>; <see langword="null"/> when there is none.</summary>
    public string? CorrelationId { get; }

    /// <summary><c>$RequestId</c>; the zero GUID where a context was made without one.</summary>
    public Guid RequestId { get; }

    /// <summary>The columns behind the three of the system, in the order of the file: at least one.</summary>
    public IReadOnlyList<FeatureColumn> Features { get; }

    /// <summary>
    /// The values of <see cref="Features"/>, in their order. <see langword="null"/> is a missing value; else the type is that of the column:
    /// <see cref="string"/>, <see cref="double"/>, <see cref="float"/>, <see cref="long"/>, <see cref="int"/>, <see cref="bool"/> or
    /// <see cref="DateTimeOffset"/>, and where the column has an exact type <see cref="ulong"/>, <see cref="decimal"/>, <see cref="DateOnly"/>,
    /// <see cref="TimeOnly"/> or <see cref="Guid"/>. So an <see cref="int"/> among doubles is a <see cref="double"/> here, as in the file.
    /// </summary>
    public IReadOnlyList<object?> Values { get; }

    /// <summary>The value of a feature; types as in <see cref="Values"/>.</summary>
    /// <param name="feature">Its name; case counts.</param>
    /// <exception cref="KeyNotFoundException">There is no such feature; the message names those that there are.</exception>
    public object? this[string feature]
    {
        get
        {
            for (int i = 0; i < Features.Count; i++)
            {
                if (Features[i].Name == feature)
                {
                    return Values[i];
                }
            }
            throw new KeyNotFoundException(
                $"There is no feature '{feature}' in {Address}; there are {string.Join(", ", Features.Select(it => it.Name))}."
            );
        }
    }

    /// <summary>The row as a CSV file has it, without its line end.</summary>
    public override string ToString() => _text;
}
