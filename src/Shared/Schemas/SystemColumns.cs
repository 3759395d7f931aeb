namespace ModelData;

/// <summary>The columns that stand before the features in every row.</summary>
public static class SystemColumns
{
    /// <summary>When the row was collected: UTC, ISO 8601, microseconds.</summary>
    public const string Timestamp = "$Timestamp";

    /// <summary>The user's correlation id; empty when none was given.</summary>
    public const string CorrelationId = "$CorrelationId";

    /// <summary>The request that the row belongs to: a GUID in D format; zero where the sender gave none. Inputs and predictions join on it.</summary>
    public const string RequestId = "$RequestId";

    /// <summary>The number of system columns: 3.</summary>
    public const int Count = 3;

    /// <summary>Where <see cref="CorrelationId"/> stands, the one system column that can be redacted.</summary>
    internal const int CorrelationIdIndex = 1;

    /// <summary>The system columns in order.</summary>
    public static IReadOnlyList<FeatureColumn> All { get; } =
    [new(Timestamp, FeatureType.Timestamp), new(CorrelationId, FeatureType.String), new(RequestId, FeatureType.String)];
}
