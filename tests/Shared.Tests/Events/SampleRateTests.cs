using System.Globalization;

namespace ModelData.Tests.Events;

/// <summary>What the attribute <c>samplerate</c> is understood as, from our producer and from strangers.</summary>
[Trait("Level", "Unit")]
public sealed class SampleRateTests
{
    public static TheoryData<object?, string?> Rates() =>
        new()
        {
            { null, "1" },
            { "1", "1" },
            { "1.0", "1" },
            { 1, "1" },
            { "0.1", "0.1" },
            { "0.1000000000000", "0.1" },
            { ".5", "0.5" },
            { 0.25, "0.25" },
            { 0.25m, "0.25" },
            { "0.000000001", "0.000000001" },
            { "0.0000000001", null },
            { "0", null },
            { 0, null },
            { "1.1", null },
            { "-0.1", null },
            { -1, null },
            { "+0.1", null },
            { " 0.1", null },
            { "1e-1", null },
            { "0,1", null },
            { "10%", null },
            { "", null },
            { "NaN", null },
            { double.NaN, null },
            { new byte[] { 49 }, null },
            { true, null },
            { "0.10000000000000000000000000000000000000001", null },
        };

    [Theory]
    [MemberData(nameof(Rates))]
    public void TryRead_Rate_IsADecimalOrUnknown(object? given, string? expected)
    {
        EventEnvelope envelope = Envelopes.Csv(Envelopes.Header + Envelopes.Row);
        CollectedBatch batch = (given is null ? envelope : envelope.With("samplerate", given)).Read();
        Assert.Equal(expected, batch.SampleRate?.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(Envelopes.Row, batch.Text());
    }
}
