using ModelData.Testing;

namespace ModelData.Docs;

/// <summary>What samples take from the page of the event format is what the page prints.</summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Docs")]
public sealed class SampleSenderTests
{
    private const string Page = "docs/event-format.md";

    [Theory]
    [InlineData("samples/javascript/row-sender.mjs", "export function partitionKey")]
    [InlineData("samples/python/row_sender.py", "import datetime")]
    [InlineData("samples/javascript/sampling.mjs", "const M =")]
    [InlineData("samples/python/sampling.py", "M = ")]
    public void Sample_FromItsStartToItsEnd_IsPrintedOnThePage(string sample, string start)
    {
        string code = File.ReadAllText(Path.Combine(Repository.Root, sample));
        code = code[code.IndexOf(start, StringComparison.Ordinal)..];
        string page = DocumentationPages.Read(Page);
        Assert.Contains(code, page, StringComparison.Ordinal);
    }
}
