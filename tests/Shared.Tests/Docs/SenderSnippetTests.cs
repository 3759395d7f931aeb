using System.Text.Json;
using ModelData.Tests.Events;

namespace ModelData.Tests.Docs;

/// <summary>
/// The JavaScript sender of the page, run as it is printed there, with the SDK's client replaced by one that records. That in Python is
/// run on the SDK itself, in tests/Interop.Tests.
/// </summary>
[Trait("Level", "Process")]
[Trait("Topic", "Docs")]
public sealed class SenderSnippetTests
{
    private const string JavaScriptRecorder = """

        const sent = [];
        let failures = 1;
        const client = { async sendBatch(events, options) {
          sent.push({ ...events[0], body: events[0].body.toString("base64"), ...options });
          if (failures-- > 0) throw new Error("answer lost");
        } };
        const sender = new RowSender(client, { webservice: "svc", model: "best model", modelversion: "10", identifier: "inputs" },
                                     [{ name: "age", type: "d" }, { name: "city", type: "s" }]);
        const time = new Date("2026-11-23T05:41:11.123Z");
        await sender.send([{ time, correlationId: "c-1", values: [41.5, "Oslo"] }, { time, values: [null, 'a "b",\n c '] }]);
        await sender.send([{ time, values: [0.1, ""] }]);
        console.log(JSON.stringify(sent));
        """;

    [Fact]
    public async Task JavaScriptSender_AsPrinted_SendsWhatTheReaderUnderstands()
    {
        string code = Snippet("js").Split("if (process.argv[1] ===")[0];
        code = code.Replace("import { EventHubProducerClient } from \"@azure/event-hubs\";", "");
        await CheckAsync("node", "sender.mjs", code + JavaScriptRecorder);
    }

    private static async Task CheckAsync(string program, string file, string code)
    {
        using JsonDocument sent = JsonDocument.Parse(await PrintedScript.RunAsync(program, file, code));
        JsonElement[] events = [.. sent.RootElement.EnumerateArray()];
        Assert.Equal(3, events.Length);
        // The second is the retry of the first: the same bytes, the same number, the same partition.
        Assert.Equal(events[0].GetRawText(), events[1].GetRawText());
        CollectedBatch first = Read(events[1]);
        Assert.Equal(first.Address.PartitionKey, events[1].GetProperty("partitionKey").GetString());
        Assert.Equal("default/default/default/svc/best~20model/10/inputs", first.Address.Path);
        Assert.Equal("ds", first.Schema.ColumnTypes);
        Assert.NotNull(first.ProducerId);
        string[] ends = ["41.5,Oslo\n", ",\"a \"\"b\"\",\n c \"\n"];
        Assert.EndsWith(ends[1], first.Text(), StringComparison.Ordinal);
        Assert.Contains(ends[0], first.Text(), StringComparison.Ordinal);
        Assert.Equal(2, first.RowCount);
        CollectedBatch second = Read(events[2]);
        Assert.Equal(first.ProducerId, second.ProducerId);
        Assert.Equal(first.BatchSequence + 1, second.BatchSequence);
        Assert.EndsWith(",0.1,\"\"\n", second.Text(), StringComparison.Ordinal);
    }

    private static CollectedBatch Read(JsonElement sent) =>
        new EventEnvelope(
            sent.GetProperty("properties")
                .EnumerateObject()
                .ToDictionary(
                    p => p.Name,
                    p => p.Value.ValueKind == JsonValueKind.Number ? p.Value.GetInt32() : (object?)p.Value.GetString()
                ),
            sent.GetProperty("contentType").GetString(),
            null,
            sent.GetProperty("body").GetBytesFromBase64(),
            Envelopes.Enqueued
        ).Read();

    private static string Snippet(string language)
    {
        string page = DocsTests.Page("event-format.md");
        int start = page.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return page[start..page.IndexOf("\n```", start, StringComparison.Ordinal)];
    }
}
