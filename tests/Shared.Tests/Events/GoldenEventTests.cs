using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ModelData.Tests.Events;

/// <summary>The events under Golden/events: what another language's producer may send, and what becomes of it.</summary>
[Trait("Level", "Unit")]
public sealed class GoldenEventTests
{
    public static TheoryData<string> Names()
    {
        string[] files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Golden", "events"));
        return [.. files.Select(f => Path.GetFileNameWithoutExtension(f)).Order()];
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TryRead_GoldenEvent_GivesWhatItExpects(string name)
    {
        using JsonDocument document = JsonDocument.Parse(Golden.Bytes($"events/{name}.json"));
        JsonElement golden = document.RootElement;
        JsonElement expect = golden.GetProperty("expect");
        EventEnvelope envelope = Envelope(golden);
        if (expect.TryGetProperty("refusal", out JsonElement reason))
        {
            Assert.Equal(reason.GetString(), envelope.Refuse().Reason);
            return;
        }
        CollectedBatch batch = envelope.Read();
        Assert.Equal(
            expect.GetProperty("address").EnumerateArray().Select(n => n.GetString()),
            [
                batch.Address.Subscription,
                batch.Address.ResourceGroup,
                batch.Address.Workspace,
                batch.Address.WebService,
                batch.Address.Model,
                batch.Address.Version,
                batch.Address.Identifier,
            ]
        );
        Assert.Equal(
            expect.GetProperty("day").GetString(),
            batch.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        );
        Assert.Equal(expect.GetProperty("time").GetDateTimeOffset(), batch.Time);
        Assert.Equal(expect.GetProperty("header").GetString(), Encoding.UTF8.GetString(batch.Schema.HeaderLine.Span));
        Assert.Equal(expect.GetProperty("columnTypes").GetString(), batch.Schema.ColumnTypes);
        Assert.Equal(Optional(expect, "untyped"), batch.Schema.Untyped);
        Assert.Equal(Optional(expect, "exactTypes"), batch.Schema.ExactTypes);
        Assert.Equal(Optional(expect, "redacted"), batch.Schema.Redacted);
        Assert.Equal(Optional(expect, "redactionKey"), batch.Schema.RedactionKeyId);
        string? rate = expect.TryGetProperty("sampleRate", out JsonElement given) ? given.GetString() : "1";
        Assert.Equal(rate, batch.SampleRate?.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(expect.GetProperty("schemaHash").GetString(), batch.Schema.Hash);
        Assert.Equal(expect.GetProperty("rowCount").GetInt32(), batch.RowCount);
        Assert.Equal(expect.GetProperty("rows").GetString(), batch.Text());
        Assert.Equal(expect.GetProperty("producerId").GetString(), batch.ProducerId?.ToString("D"));
        Assert.Equal(expect.GetProperty("batchSequence").GetInt64(), batch.BatchSequence);
    }

    private static string? Optional(JsonElement expect, string name) =>
        expect.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static EventEnvelope Envelope(JsonElement golden) =>
        new(
            golden
                .GetProperty("properties")
                .EnumerateObject()
                .ToDictionary(
                    p => p.Name,
                    p => p.Value.ValueKind == JsonValueKind.Number ? p.Value.GetInt32() : (object?)p.Value.GetString()
                ),
            golden.GetProperty("contentType").GetString(),
            golden.GetProperty("contentEncoding").GetString(),
            golden.TryGetProperty("bodyBase64", out JsonElement base64)
                ? base64.GetBytesFromBase64()
                : Encoding.UTF8.GetBytes(golden.GetProperty("body").GetString()!),
            golden.GetProperty("enqueuedTime").GetDateTimeOffset()
        );
}
