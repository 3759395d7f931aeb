namespace ModelData.Producer;

/// <summary>What is legal in <see cref="SamplingSettings"/> of options, as in the settings document.</summary>
internal static class SamplingRules
{
    public const string AcceptedRate = "a number from 0 to 1 with at most 9 digits behind the point, for example 0.1";

    private const string AcceptedKey =
        $"{SystemColumns.RequestId}, {SystemColumns.CorrelationId}, or the name of a column: 1 to 256 bytes without control characters";

    private const decimal RateUnits = 1_000_000_000;

    public static void Check(List<string> problems, string name, SamplingSettings? sampling)
    {
        if (sampling is null)
        {
            return;
        }
        if (sampling.Rate is < 0 or > 1 || decimal.Truncate(sampling.Rate * RateUnits) != sampling.Rate * RateUnits)
        {
            problems.Add($"{name}.{nameof(sampling.Rate)} must be {AcceptedRate}.");
        }
        if (!IsKey(sampling.Key))
        {
            problems.Add($"{name}.{nameof(sampling.Key)} must be {AcceptedKey}.");
        }
    }

    private static bool IsKey(string? key) =>
        key is SystemColumns.RequestId or SystemColumns.CorrelationId
        || (
            !string.IsNullOrEmpty(key)
            && key != SystemColumns.Timestamp
            && FeatureSchema.TryCreate([.. SystemColumns.All, new(key, FeatureType.Double)], out _, out _)
        );
}
