using System.Globalization;
using System.Text;
using ModelData.Integration;
using ModelData.Testing;

namespace ModelData.Console.Tests;

/// <summary>What a small company collects: some services with rows of today, settings documents, and dead letters.</summary>
internal static class DemoData
{
    private static readonly string[] Services = ["churn", "credit-risk", "demand-forecast", "penguins"];

    public static async Task SendAsync(Pipeline pipeline)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        var schema = FeatureSchema.ForFeatures([
            new FeatureColumn("age", FeatureType.Int32),
            new FeatureColumn("income", FeatureType.Double),
            new FeatureColumn("country", FeatureType.String),
        ]);
        long batch = 0;
        foreach (string service in Services)
        {
            foreach (string identifier in (string[])["inputs", "predictions"])
            {
                var address = new CollectionAddress(
                    "default",
                    "default",
                    "default",
                    service,
                    $"{service}-model",
                    "3",
                    identifier
                );
                int count = 40 + 17 * Array.IndexOf(Services, service);
                await SendAsync(pipeline, address, DateOnly.FromDateTime(now.UtcDateTime), schema, count, batch++, now);
            }
        }
    }

    public static async Task SendAsync(
        Pipeline pipeline,
        CollectionAddress address,
        DateOnly day,
        FeatureSchema schema,
        int count,
        long batch,
        DateTimeOffset now
    )
    {
        var rows = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            string time = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
            rows.Append(CultureInfo.InvariantCulture, $"{time},,{Guid.NewGuid()},{20 + i},{31_000.5 + 217 * i},NZ\n");
        }
        var description = new BatchDescription(address, day, schema, count, Guid.NewGuid(), batch, now);
        using EncodedBatch encoded = CollectedBatchWriter.Write(description, Encoding.UTF8.GetBytes(rows.ToString()));
        await pipeline.Sender.SendToKeyAsync(
            TestSender.Create(encoded.Body, encoded.ContentType, encoded.ContentEncoding, encoded.Properties),
            encoded.PartitionKey
        );
    }

    public static async Task WriteSettingsAsync(ConsoleRig rig)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        foreach (string service in Services.Append("fraud"))
        {
            var settings = new ServiceSettings
            {
                Revision = 4,
                ChangedAt = now.AddHours(-5),
                ChangedBy = "grace@ops",
                Enabled = service != "fraud",
                Diagnostics = service == "churn" ? true : null,
                Sampling = service == "demand-forecast" ? new SamplingSettings(0.1m) : null,
                Redaction = service is "credit-risk" or "churn"
                    ?
                    [
                        new ColumnRedaction("income", RedactionMethod.Mask),
                        new ColumnRedaction("email", RedactionMethod.Drop),
                    ]
                    : [],
            };
            await rig
                .Settings.GetBlobClient($"default/default/default/{service}.json")
                .UploadAsync(new BinaryData(settings.Write()));
        }
    }
}
