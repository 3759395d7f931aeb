namespace ModelData.Producer.Tests.Sampling;

/// <summary>What events say of the share of rows that was taken.</summary>
internal static class SampleRates
{
    /// <summary>The attribute; null where there is none.</summary>
    public static string? Of(StoredEvent stored) =>
        (string?)stored.Properties.GetValueOrDefault(EventAttributes.Prefix + EventAttributes.SampleRate);
}
