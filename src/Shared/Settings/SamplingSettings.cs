namespace ModelData;

/// <summary>
/// Which share of the rows is taken. Decided once for what belongs together, so that inputs, predictions and labels stay or go together. Immutable.
/// </summary>
/// <param name="Rate">The share, from 0 (none) to 1 (all), with at most 9 digits behind the point.</param>
/// <param name="Key">
/// What it is decided by: <c>$RequestId</c>, <c>$CorrelationId</c>, or a column. Equal keys have equal answers. Default: <c>$RequestId</c>.
/// </param>
public sealed record SamplingSettings(decimal Rate, string Key = SystemColumns.RequestId)
{
    internal UnknownMembers Unknown { get; init; } = UnknownMembers.None;
}
