using System.Text;

namespace ModelData.Tests.Events;

/// <summary>Foreign events, as good as they can be until a test spoils them.</summary>
internal static class Envelopes
{
    public const string Header = "$Timestamp,$CorrelationId,$RequestId,age,city\n";
    public const string Row = "2026-11-23T05:41:11.123456Z,,00000000-0000-0000-0000-000000000000,0.25,Oslo\n";

    public static readonly DateTimeOffset Enqueued = new(2026, 11, 24, 0, 0, 1, TimeSpan.Zero);

    public static Dictionary<string, object?> Attributes(int rows = 1) =>
        new()
        {
            ["cloudEvents:specversion"] = "1.0",
            ["cloudEvents:type"] = "modeldata.rows",
            ["cloudEvents:formatversion"] = "1.0",
            ["cloudEvents:id"] = "1",
            ["cloudEvents:source"] = "/tests",
            ["cloudEvents:model"] = "best_model",
            ["cloudEvents:day"] = "2026-11-23",
            ["cloudEvents:rowcount"] = rows,
        };

    public static EventEnvelope Csv(string body, int rows = 1) => Csv(Encoding.UTF8.GetBytes(body), rows);

    public static EventEnvelope Csv(byte[] body, int rows = 1) =>
        new(Attributes(rows), "text/csv", null, body, Enqueued);

    public static EventEnvelope Json(string body)
    {
        Dictionary<string, object?> attributes = Attributes();
        attributes.Remove("cloudEvents:rowcount");
        return new(attributes, "application/json", null, Encoding.UTF8.GetBytes(body), Enqueued);
    }

    public static EventEnvelope With(this EventEnvelope envelope, string name, object? value)
    {
        Dictionary<string, object?> properties = new(envelope.Properties) { ["cloudEvents:" + name] = value };
        return envelope with { Properties = properties };
    }

    public static EventEnvelope Without(this EventEnvelope envelope, string name)
    {
        Dictionary<string, object?> properties = new(envelope.Properties);
        properties.Remove("cloudEvents:" + name);
        return envelope with { Properties = properties };
    }

    public static CollectedBatch Read(this EventEnvelope envelope) => new CollectedBatchReader().Read(envelope);

    public static CollectedBatch Read(this CollectedBatchReader reader, EventEnvelope envelope)
    {
        Assert.True(reader.TryRead(envelope, out CollectedBatch? batch, out Refusal? refusal), refusal?.ToString());
        Assert.Null(refusal);
        return batch;
    }

    public static Refusal Refuse(this EventEnvelope envelope)
    {
        Assert.False(new CollectedBatchReader().TryRead(envelope, out CollectedBatch? batch, out Refusal? refusal));
        Assert.Null(batch);
        Assert.Contains(refusal.Reason, Reasons);
        Assert.DoesNotContain(refusal.Detail, char.IsControl);
        return refusal;
    }

    public static string Text(this CollectedBatch batch) => Encoding.UTF8.GetString(batch.Rows.Span);

    public static readonly string[] Reasons =
    [
        .. typeof(RefusalReasons).GetFields().Select(f => (string)f.GetRawConstantValue()!),
    ];
}
