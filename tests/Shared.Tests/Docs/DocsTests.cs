using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ModelData.Tests.Docs;

/// <summary>The pages say what the code does: every attribute, limit and reason is in them, and their examples are true.</summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Docs")]
public sealed class DocsTests
{
    private static readonly string EventFormat = Page("event-format.md");
    private static readonly string Layout = Page("layout.md");

    // Not by the path of this source file: a deterministic build hides it.
    internal static string Page(string name)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Pipeline.sln")))
        {
            folder = folder.Parent;
        }
        return File.ReadAllText(Path.Combine(folder!.FullName, "docs", name));
    }

    public static TheoryData<string> Attributes()
    {
        HashSet<string> values =
        [
            EventAttributes.Prefix,
            EventAttributes.AlternativePrefix,
            EventAttributes.RowsType,
            EventAttributes.HeartbeatType,
            EventAttributes.CsvContentType,
            EventAttributes.JsonContentType,
            EventAttributes.BrotliEncoding,
        ];
        return
        [
            .. typeof(EventAttributes)
                .GetFields()
                .Select(f => (string)f.GetRawConstantValue()!)
                .Where(v => !values.Contains(v)),
        ];
    }

    public static TheoryData<string> Reasons() =>
        [.. typeof(RefusalReasons).GetFields().Select(f => (string)f.GetRawConstantValue()!)];

    [Theory]
    [MemberData(nameof(Attributes))]
    public void EventFormat_Attribute_HasItsRow(string name)
    {
        Assert.Contains($"\n| `{name}` |", EventFormat, StringComparison.Ordinal);
        Assert.Matches("^[a-z0-9]{1,20}$", name);
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void EventFormat_Reason_HasItsRow(string reason) =>
        Assert.Contains($"\n| `{reason}` |", EventFormat, StringComparison.Ordinal);

    [Fact]
    public void EventFormat_Limits_AreThoseOfTheCode()
    {
        int[] limits =
        [
            EventLimits.MaxDecodedBytes,
            EventLimits.MaxRows,
            EventLimits.MaxRowBytes,
            EventLimits.MaxColumns,
            EventLimits.MaxColumnNameBytes,
            EventLimits.MaxHeaderBytes,
            EventLimits.MaxAttributeLength,
            EventLimits.MaxNameBytes,
            EventLimits.MaxAddressPathLength,
        ];
        foreach (int limit in limits)
        {
            string text = limit.ToString("N0", CultureInfo.InvariantCulture);
            Assert.Contains($"| {text} ", EventFormat, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void EventFormat_PartitionKeys_AreTheGoldenOnes()
    {
        using JsonDocument document = JsonDocument.Parse(Golden.Bytes("partition-keys.json"));
        foreach (JsonElement vector in document.RootElement.EnumerateArray())
        {
            Assert.Contains(
                $"`{vector.GetProperty("partitionKey").GetString()}` |",
                EventFormat,
                StringComparison.Ordinal
            );
        }
        Assert.Contains($"it is `{Golden.Text("schema-hash.txt").Trim()}`", EventFormat, StringComparison.Ordinal);
    }

    [Fact]
    public void Layout_TableOfNames_IsWhatEscapeDoes()
    {
        string[][] rows =
        [
            .. Layout
                .Split('\n')
                .SkipWhile(l => !l.StartsWith("| Name | Segment |", StringComparison.Ordinal))
                .Skip(2)
                .TakeWhile(l => l.StartsWith('|'))
                .Select(l => l.Split('|', StringSplitOptions.TrimEntries)),
        ];
        Assert.InRange(rows.Length, 10, 30);
        Assert.All(rows, row => Assert.Equal(row[2].Trim('`'), PathSegment.Escape(row[1].Trim('`'))));
    }

    [Fact]
    public void Layout_FileNames_AreLegal()
    {
        string[] names =
        [
            .. System
                .Text.RegularExpressions.Regex.Matches(Layout, "`(data[-a-z0-9]*\\.csv)`")
                .Select(m => m.Groups[1].Value)
                .Distinct(),
        ];
        Assert.InRange(names.Length, 5, 20);
        Assert.All(names, name => Assert.True(DataFileName.TryParse(name, out _), name));
    }

    [Fact]
    public void Layout_FolderDocuments_AreRead()
    {
        string[] examples =
        [
            .. Regex.Matches(Layout, "```json\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value),
        ];
        Assert.Equal(3, examples.Length);
        Assert.True(FolderSchemas.TryRead(Encoding.UTF8.GetBytes(examples[0]), out FolderSchemas? schemas));
        Assert.True(FolderManifest.TryRead(Encoding.UTF8.GetBytes(examples[2]), out FolderManifest? manifest));
        Assert.NotNull(schemas.Find(Assert.Single(manifest.Files).SchemaHash));
        Assert.True(FolderSchemas.TryRead(Encoding.UTF8.GetBytes(examples[1]), out FolderSchemas? redacted));
        Assert.Equal("c:mask,1:hash", Assert.Single(redacted.Schemas).Schema.Redacted);
    }
}
