using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Storage.Blobs;
using ModelData.Interop.DotNet;
using ModelData.Testing;

namespace ModelData.Interop.Python;

/// <summary>The sender that the page prints, on the official SDK, through the worker into a file.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Interop")]
public sealed class PythonRowsTests(SecureBroker fixture) : IClassFixture<SecureBroker>
{
    private const string Page = "docs/event-format.md";

    [Fact]
    public async Task PythonSender_AsPrinted_SendsAgainWhatItMustAndItsRowsAreInTheFile()
    {
        await PythonSdk.RequireAsync();
        using var modules = new TemporaryFolder();
        await File.WriteAllTextAsync(
            Path.Combine(modules.Path, "sender.py"),
            await ReadSenderAsync(),
            TestContext.Current.CancellationToken
        );
        object[][][] batches =
        [
            [
                [41.5, "Oslo"],
                [null!, "a \"b\",\n c "],
            ],
            [
                [0.1, ""],
            ],
        ];

        await PythonSdk.RunAsync(
            "collect.py",
            new
            {
                connectionString = fixture.Broker.ConnectionString,
                hub = BrokerFixture.Hub,
                authority = fixture.Root,
                batches,
            },
            DotNetSdk.Deadline,
            modules.Path
        );

        List<EventData> sent = await ReadSentAsync();
        AssertSameBytes(sent[0], sent[1]);
        // The address's own key, as the page defines it.
        string[] names = ["default", "default", "default", "svc", "best model", "10", "inputs"];
        string key = Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(names.Select(name => $"{name.Length}:{name}"))))
        )[..32];
        Assert.All(sent, one => Assert.Equal(key, one.PartitionKey));
        Assert.All(sent, one => Assert.Equal("ds", one.Properties["cloudEvents:columntypes"]));
        Assert.Equal(
            [2, 2, 1],
            sent.Select(one => Convert.ToInt32(one.Properties["cloudEvents:rowcount"], CultureInfo.InvariantCulture))
        );
        Assert.True(Guid.TryParseExact((string)sent[1].Properties["cloudEvents:producerid"], "D", out _));
        Assert.Equal(sent[1].Properties["cloudEvents:producerid"], sent[2].Properties["cloudEvents:producerid"]);
        Assert.Equal(["0", "0", "1"], sent.Select(one => one.Properties["cloudEvents:batchsequence"]));
        await AssertFiledAsync((string)sent[0].Properties["cloudEvents:day"]);
    }

    private static void AssertSameBytes(EventData first, EventData second)
    {
        Assert.Equal(first.EventBody.ToArray(), second.EventBody.ToArray());
        Assert.Equal(first.Properties, second.Properties);
        Assert.Equal(first.ContentType, second.ContentType);
        Assert.Equal(first.PartitionKey, second.PartitionKey);
    }

    private async Task AssertFiledAsync(string day)
    {
        await using AzuriteProcess azurite = await AzuriteProcess.StartAsync();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(
            new WorkerOptions
            {
                EventHubsConnectionString = fixture.Broker.ConnectionString,
                BlobsConnectionString = azurite.ConnectionString,
                Settings = new Dictionary<string, string>
                {
                    ["Flush__MaxAge"] = "00:00:00.5",
                    ["SSL_CERT_FILE"] = fixture.Root,
                },
            }
        );
        string name = $"default/default/default/svc/best~20model/10/inputs/{day.Replace('-', '/')}/data.csv";
        BlobClient blob = new BlobContainerClient(azurite.ConnectionString, "modeldata").GetBlobClient(name);
        string text = "";
        await Eventually.IsTrueAsync(
            async token =>
            {
                text = await blob.ExistsAsync(token)
                    ? (await blob.DownloadContentAsync(token)).Value.Content.ToString()
                    : "";
                return text.EndsWith(",0.1,\"\"\n", StringComparison.Ordinal);
            },
            DotNetSdk.Deadline,
            () => $"the last row is in {name}, which is '{text}':\n{worker.Process.OutputTail}"
        );
        Assert.StartsWith("$Timestamp,$CorrelationId,$RequestId,age,city\n", text, StringComparison.Ordinal);
        // What was sent twice is there once.
        Assert.Equal(
            text.IndexOf(",41.5,Oslo\n", StringComparison.Ordinal),
            text.LastIndexOf(",41.5,Oslo\n", StringComparison.Ordinal)
        );
        Assert.Contains(",41.5,Oslo\n", text, StringComparison.Ordinal);
        Assert.Contains(",,\"a \"\"b\"\",\n c \"\n", text, StringComparison.Ordinal);
        // A header, three rows of which one has a line break, and the end.
        Assert.Equal(6, text.Split('\n').Length);
    }

    // Of all partitions: the key decides which.
    private async Task<List<EventData>> ReadSentAsync()
    {
        await using EventHubConsumerClient consumer = DotNetSdk.Consumer(
            fixture.Broker,
            new EventHubConnectionOptions
            {
                CustomEndpointAddress = new Uri($"sb://{fixture.Broker.Options.Address}:{fixture.Broker.Port}"),
                CertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
            }
        );
        var sent = new List<EventData>();
        using var deadline = new CancellationTokenSource(DotNetSdk.Deadline);
        await foreach (PartitionEvent one in consumer.ReadEventsAsync(deadline.Token))
        {
            sent.Add(one.Data);
            if (sent.Count == 3)
            {
                break;
            }
        }

        return sent;
    }

    private static async Task<string> ReadSenderAsync()
    {
        string page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, Page));
        const string Start = "```python\n";
        int start = page.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        string code = page[start..page.IndexOf("\n```", start, StringComparison.Ordinal)];
        return code.Split("if __name__ ==")[0];
    }
}
