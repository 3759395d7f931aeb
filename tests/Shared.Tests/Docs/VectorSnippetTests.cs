using System.Text;
using System.Text.Json;

namespace ModelData.Tests.Docs;

/// <summary>The functions of the page for sampling and redaction, run as they are printed there, give what the vectors say.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Docs")]
public sealed class VectorSnippetTests
{
    private const string Heading = "## Sampling and redaction: vectors";

    private const string JavaScript = """

        const { samples, redactions } = JSON.parse(Buffer.from("VECTORS", "base64").toString("utf8"));
        const rates = ["0.000000001", "0.01", "0.1", "0.25", "0.5", "0.999999999", "1"];
        console.log(JSON.stringify({
          samples: samples.map(({ key }) => ({ key, hash: xxHash64(key).toString(16).padStart(16, "0"), taken: rates.filter((r) => takes(key, r)) })),
          redactions: redactions.map(({ key, text }) => ({ key, text, hash: redact(Buffer.from(key, "hex"), text) })),
        }));
        """;

    private const string Python = """


        import base64, json
        vectors = json.loads(base64.b64decode("VECTORS"))
        rates = ["0.000000001", "0.01", "0.1", "0.25", "0.5", "0.999999999", "1"]
        print(json.dumps({
            "samples": [{"key": v["key"], "hash": f"{xx_hash_64(v['key']):016x}", "taken": [r for r in rates if takes(v["key"], r)]}
                        for v in vectors["samples"]],
            "redactions": [{"key": v["key"], "text": v["text"], "hash": redact(bytes.fromhex(v["key"]), v["text"])}
                           for v in vectors["redactions"]],
        }))
        """;

    [Theory]
    [InlineData("js", "node", "vectors.mjs", JavaScript)]
    [InlineData("python", "python3", "vectors.py", Python)]
    public async Task Functions_AsPrinted_GiveWhatTheVectorsSay(
        string language,
        string program,
        string file,
        string code
    )
    {
        string vectors =
            $$"""{"samples": {{Golden.Text("sampling-hashes.json")}}, "redactions": {{Golden.Text("redaction-hashes.json")}}}""";
        string script = code.Replace("VECTORS", Convert.ToBase64String(Encoding.UTF8.GetBytes(vectors)));
        string output = await PrintedScript.RunAsync(program, file, Section(language) + script);
        using JsonDocument expected = JsonDocument.Parse(vectors);
        using JsonDocument found = JsonDocument.Parse(output);
        foreach (string part in new[] { "samples", "redactions" })
        {
            JsonElement[] items = [.. expected.RootElement.GetProperty(part).EnumerateArray()];
            Assert.NotEmpty(items);
            JsonElement[] given = [.. found.RootElement.GetProperty(part).EnumerateArray()];
            Assert.Equal(items.Length, given.Length);
            Assert.All(
                items.Zip(given),
                pair => Assert.True(JsonElement.DeepEquals(pair.First, pair.Second), $"{pair}")
            );
        }
    }

    [Fact]
    public void Tables_OfThePage_AreOfTheVectors()
    {
        string page = DocsTests.Page("event-format.md");
        string section = page[page.IndexOf(Heading, StringComparison.Ordinal)..];
        string[] lines = section[..section.IndexOf("```", StringComparison.Ordinal)].Split('\n');
        string[] hashes =
        [
            .. lines
                .Where(line => line.StartsWith('|'))
                .SelectMany(line => line.Split('`'))
                .Where(it => it.Length is 16 or 32),
        ];
        Assert.Equal(6, hashes.Length);
        string all = Golden.Text("sampling-hashes.json") + Golden.Text("redaction-hashes.json");
        Assert.All(hashes, hash => Assert.Contains($"\"{hash}\"", all, StringComparison.Ordinal));
    }

    private static string Section(string language)
    {
        string page = DocsTests.Page("event-format.md");
        int start = page.IndexOf(
            $"```{language}\n",
            page.IndexOf(Heading, StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        start += language.Length + 4;
        return page[start..page.IndexOf("\n```", start, StringComparison.Ordinal)];
    }
}
