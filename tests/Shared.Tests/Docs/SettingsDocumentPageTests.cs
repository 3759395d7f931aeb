using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ModelData.Tests.Settings;

namespace ModelData.Tests.Docs;

/// <summary>The page and the schema of the settings document say what the reader takes.</summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Docs")]
public sealed class SettingsDocumentPageTests
{
    private static readonly string Page = DocsTests.Page("settings-document.md");
    private static readonly JsonElement Schema = JsonElement.Parse(DocsTests.Page("settings-document.schema.json"));

    private static byte[] Example { get; } =
        Encoding.UTF8.GetBytes(Regex.Match(Page, "```json\n(.*?)```", RegexOptions.Singleline).Groups[1].Value);

    public static TheoryData<string> Legal() =>
        [
            "",
            "'revision':1,'changedAt':'2026-11-23T05:41:11.1234567+01:00','changedBy':'x'",
            "'heartbeatSeconds':60",
            "'heartbeatSeconds':86400",
            "'sampling':{'rate':0}",
            "'sampling':{'rate':'1.000','key':'$CorrelationId'}",
            "'redaction':[{'column':'$CorrelationId','method':'drop'}],'collectors':[]",
            "'collectors':[{'model':'*','version':'*','identifier':'*'}]",
            "'somethingNewer':{'enabled':1}",
        ];

    public static TheoryData<string> Illegal() =>
        [
            "'revision':0",
            "'revision':1.5",
            "'revision':2147483648",
            "'changedAt':'2026-11-23T05:41:11'",
            "'changedAt':'2026-11-23'",
            "'changedBy':''",
            "'changedBy':7",
            "'enabled':'true'",
            "'diagnostics':0",
            "'heartbeat':{}",
            "'heartbeatSeconds':59",
            "'heartbeatSeconds':86401",
            "'heartbeatSeconds':60.5",
            "'sampling':0.1",
            "'sampling':{}",
            "'sampling':{'rate':1.1}",
            "'sampling':{'rate':-1}",
            "'sampling':{'rate':'10%'}",
            "'sampling':{'rate':'0.1234567891'}",
            "'sampling':{'rate':1,'key':'$Timestamp'}",
            "'sampling':{'rate':1,'key':'a\\tb'}",
            "'redaction':{}",
            "'redaction':[1]",
            "'redaction':[{'column':'a','method':'Mask'}]",
            "'redaction':[{'column':'a'}]",
            "'redaction':[{'method':'mask'}]",
            "'redaction':[{'column':'$RequestId','method':'mask'}]",
            "'redaction':[{'column':'','method':'mask'}]",
            "'collectors':{}",
            "'collectors':[{'model':'m'}]",
            "'collectors':[{'identifier':'*'}]",
            "'collectors':[{'model':'','identifier':'*'}]",
            "'collectors':[{'model':'m','identifier':'*','version':10}]",
            "'collectors':[{'model':'m','identifier':'*','enabled':1}]",
            "'collectors':[{'model':'m','identifier':'*','sampling':1}]",
            "'collectors':[{'model':'m','identifier':'*','redaction':[{}]}]",
        ];

    [Fact]
    public void Example_IsRead()
    {
        ServiceSettings settings = Documents.Read(Example);
        Assert.Empty(settings.Ignored);
        EffectiveSettings predictions = settings.For(new("s", "g", "w", "svc", "best_model", "10", "predictions"));
        Assert.Equal((true, 1m), (predictions.Enabled, predictions.Sampling?.Rate));
        Assert.Equal(2, predictions.Redaction.Count);
        Assert.False(settings.For(new("s", "g", "w", "svc", "best_model", "9", "inputs")).Enabled);
    }

    [Fact]
    public void Schema_Members_AreThoseOfTheReader()
    {
        Assert.Equal(SettingsMembers.OfService, Members(Schema));
        Assert.Equal(SettingsMembers.OfSampling, Members(Definition("sampling")));
        Assert.Equal(SettingsMembers.OfRedaction, Members(Definition("redaction").GetProperty("items")));
        Assert.Equal(SettingsMembers.OfCollector, Members(Definition("collector")));
        string[] methods =
        [
            .. Definition("redaction")
                .GetProperty("items")
                .GetProperty("properties")
                .GetProperty("method")
                .GetProperty("enum")
                .EnumerateArray()
                .Select(it => it.GetString()!),
        ];
        Assert.Equal(SettingsMembers.Methods, methods);
    }

    [Fact]
    public void Page_Members_AreThoseOfTheReader()
    {
        string[] rows = [.. Page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))];
        Assert.All(
            SettingsMembers.OfService,
            name => Assert.Contains(rows, row => row.Split('|')[1].Contains($"`{name}`", StringComparison.Ordinal))
        );
        Assert.All(
            [.. SettingsMembers.OfSampling, .. SettingsMembers.OfRedaction, .. SettingsMembers.OfCollector],
            name => Assert.Contains($"`{name}`", Page, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Schema_ExampleAndEverything_AreValid()
    {
        Assert.True(IsValid(Example));
        Assert.True(IsValid(Documents.Everything.Write()));
        // Everything is in it: no member is left out of the comparison.
        string text = Encoding.UTF8.GetString(Documents.Everything.Write());
        Assert.All(
            [.. SettingsMembers.OfService, .. SettingsMembers.OfSampling, .. SettingsMembers.OfCollector],
            name => Assert.Contains($"\"{name}\": ", text, StringComparison.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Legal))]
    public void Schema_WhatTheReaderTakes_IsValid(string members)
    {
        Documents.Read(Documents.With(members));
        Assert.True(IsValid(Documents.With(members)));
    }

    [Theory]
    [MemberData(nameof(Illegal))]
    public void Schema_WhatTheReaderRefuses_IsInvalid(string members)
    {
        Documents.Problem(Documents.With(members));
        Assert.False(IsValid(Documents.With(members)));
    }

    [Fact]
    public void Schema_Limits_AreThoseOfTheReader()
    {
        JsonElement[] lists = [Schema.GetProperty("properties").GetProperty("collectors"), Definition("redaction")];
        Assert.All(lists, it => Assert.Equal(ServiceSettings.MaxEntries, it.GetProperty("maxItems").GetInt32()));
        Assert.Equal(EventLimits.MaxNameBytes, Definition("name").GetProperty("maxLength").GetInt32());
        Assert.Equal(EventLimits.MaxColumnNameBytes, Definition("column").GetProperty("maxLength").GetInt32());
        Assert.False(IsValid("{\"version\":2}"u8.ToArray()));
        Assert.False(IsValid("{}"u8.ToArray()));
    }

    private static bool IsValid(byte[] document) => new JsonSchemaCheck(Schema).IsValid(JsonElement.Parse(document));

    private static JsonElement Definition(string name) => Schema.GetProperty("$defs").GetProperty(name);

    private static IEnumerable<string> Members(JsonElement schema) =>
        schema.GetProperty("properties").EnumerateObject().Select(it => it.Name);
}
