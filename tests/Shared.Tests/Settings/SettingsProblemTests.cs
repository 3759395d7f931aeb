using System.Text;

namespace ModelData.Tests.Settings;

/// <summary>What is wrong with a document is said with the member, its value, and what is accepted.</summary>
[Trait("Level", "Unit")]
public sealed class SettingsProblemTests
{
    private const string Rate = "a number from 0 to 1 with at most 9 digits behind the point, for example 0.1,";
    private const string Name = "a name of 1 to 128 bytes of UTF-8";

    [Theory]
    [InlineData("'enabled':'yes'", "enabled is \"yes\"; true or false is accepted.")]
    [InlineData("'enabled':1", "enabled is 1; true or false is accepted.")]
    [InlineData("'diagnostics':{}", "diagnostics is an object; true or false is accepted.")]
    [InlineData("'heartbeatSeconds':5", "heartbeatSeconds is 5; a whole number from 60 to 86400 is accepted.")]
    [InlineData("'heartbeat':[]", "heartbeat is an array; true or false is accepted.")]
    [InlineData("'Enabled':false", "Enabled is not known; it is written enabled.")]
    [InlineData("'enabled':true,'enabled':false", "The settings document names a member twice.")]
    [InlineData("'revision':0", "revision is 0; a whole number from 1 is accepted.")]
    [InlineData("'revision':1.5", "revision is 1.5; a whole number from 1 is accepted.")]
    [InlineData("'revision':3000000000", "revision is 3000000000; a whole number from 1 is accepted.")]
    [InlineData("'changedBy':''", $"changedBy is \"\"; {Name} is accepted.")]
    [InlineData("'sampling':0.1", "sampling is 0.1; an object is accepted.")]
    [InlineData("'sampling':{}", $"sampling.rate is missing; {Rate} is accepted.")]
    [InlineData("'sampling':{'rate':'10%'}", $"sampling.rate is \"10%\"; {Rate} is accepted.")]
    [InlineData("'sampling':{'rate':10}", $"sampling.rate is 10; {Rate} is accepted.")]
    [InlineData("'sampling':{'rate':-0.1}", $"sampling.rate is -0.1; {Rate} is accepted.")]
    [InlineData("'sampling':{'rate':1e-10}", $"sampling.rate is 1e-10; {Rate} is accepted.")]
    [InlineData("'sampling':{'rate':1e-40}", $"sampling.rate is 1e-40; {Rate} is accepted.")]
    [InlineData("'sampling':{'rate':'0,1'}", $"sampling.rate is \"0,1\"; {Rate} is accepted.")]
    [InlineData("'sampling':{'rate':'NaN'}", $"sampling.rate is \"NaN\"; {Rate} is accepted.")]
    [InlineData("'sampling':{'rate':true}", $"sampling.rate is true; {Rate} is accepted.")]
    [InlineData(
        "'sampling':{'rate':1,'key':'$Timestamp'}",
        "sampling.key is \"$Timestamp\"; $RequestId, $CorrelationId or the name of a column is accepted."
    )]
    [InlineData("'redaction':{}", "redaction is an object; an array is accepted.")]
    [InlineData("'redaction':['a']", "redaction[0] is \"a\"; an object is accepted.")]
    [InlineData(
        "'redaction':[{'column':'a','method':'mask'},{'column':'b','method':'Mask'}]",
        "redaction[1].method is \"Mask\"; hash, mask or drop is accepted."
    )]
    [InlineData("'redaction':[{'column':'a'}]", "redaction[0].method is missing; hash, mask or drop is accepted.")]
    [InlineData(
        "'redaction':[{'column':'$RequestId','method':'drop'}]",
        "redaction[0].column is \"$RequestId\"; the name of a column other than $Timestamp and $RequestId is accepted."
    )]
    [InlineData("'collectors':[null]", "collectors[0] is null; an object is accepted.")]
    [InlineData("'collectors':[{'identifier':'*'}]", $"collectors[0].model is missing; {Name}, or *, is accepted.")]
    [InlineData(
        "'collectors':[{'model':'m','identifier':''}]",
        $"collectors[0].identifier is \"\"; {Name}, or *, is accepted."
    )]
    [InlineData(
        "'collectors':[{'model':'m','identifier':'*','version':10}]",
        $"collectors[0].version is 10; {Name}, or *, is accepted."
    )]
    [InlineData(
        "'collectors':[{'model':'m','identifier':'*','redaction':[{'column':'','method':'drop'}]}]",
        "collectors[0].redaction[0].column is \"\"; the name of a column other than $Timestamp and $RequestId is accepted."
    )]
    public void TryRead_OneThingIsWrong_IsNamed(string members, string problem) =>
        Assert.Equal(new SettingsProblem(IsNewerVersion: false, problem), Documents.Problem(Documents.With(members)));

    [Theory]
    [InlineData("'2026-11-23T05:41:11'")]
    [InlineData("'yesterday'")]
    [InlineData("1")]
    public void TryRead_ChangedAt_HasAnOffset(string text) =>
        Assert.StartsWith("changedAt is ", Documents.Problem(Documents.With($"'changedAt':{text}")).Text);

    [Theory]
    [InlineData("{\"version\":2}", 2)]
    [InlineData("{\"enabled\":\"sometimes\",\"version\":30000000000}", 30000000000)]
    public void TryRead_ANewerVersion_IsSaidAsSuch(string document, long version) =>
        Assert.Equal(
            new SettingsProblem(
                IsNewerVersion: true,
                $"The settings document is of version {version}; this release reads 1. A newer one reads it."
            ),
            Documents.Problem(Encoding.UTF8.GetBytes(document))
        );

    [Theory]
    [InlineData("{}", "The settings document has no version; \"version\": 1 is accepted.")]
    [InlineData("{\"version\":0}", "version is 0; 1 is accepted.")]
    [InlineData("{\"version\":\"1\"}", "version is \"1\"; 1 is accepted.")]
    [InlineData("{\"version\":1.5}", "version is 1.5; 1 is accepted.")]
    [InlineData("[]", "The settings document is an array; an object is accepted.")]
    [InlineData("null", "The settings document is null; an object is accepted.")]
    [InlineData("", "The settings document is not JSON: line 1, byte 1.")]
    [InlineData("{\"version\":1,\n}", "The settings document is not JSON: line 2, byte 1.")]
    [InlineData("{\"version\":1} // why", "The settings document is not JSON: line 1, byte 15.")]
    [InlineData(
        "{\"version\":1,\"x\":[\"\\ud800\"]}",
        "A text of the settings document holds half of a surrogate pair."
    )]
    [InlineData("{\"version\":1,\"\\ud800\":1}", "A text of the settings document holds half of a surrogate pair.")]
    public void TryRead_SomethingElse_IsRefused(string document, string problem) =>
        Assert.Equal(
            new SettingsProblem(IsNewerVersion: false, problem),
            Documents.Problem(Encoding.UTF8.GetBytes(document))
        );

    [Fact]
    public void TryRead_NoText_IsRefused()
    {
        byte[] document = Documents.With("'changedBy':'x'");
        document[^3] = 0xFF;
        Assert.Equal("The settings document is not UTF-8.", Documents.Problem(document).Text);
    }

    [Fact]
    public void TryRead_BeyondALimit_IsRefused()
    {
        string entry = "{'model':'m','identifier':'*'}";
        string entries = string.Join(',', Enumerable.Repeat(entry, ServiceSettings.MaxEntries));
        Assert.Equal(1000, Documents.Read(Documents.With($"'collectors':[{entries}]")).Collectors.Count);
        Assert.Equal(
            "collectors has 1001 entries; at most 1000 are accepted.",
            Documents.Problem(Documents.With($"'collectors':[{entries},{entry}]")).Text
        );

        byte[] longest = [.. Documents.With(""), .. new byte[ServiceSettings.MaxBytes - Documents.With("").Length]];
        longest.AsSpan(Documents.With("").Length).Fill((byte)' ');
        Assert.Equal(new ServiceSettings(), Documents.Read(longest));
        Assert.Equal(
            "The settings document is longer than 262144 bytes, which is the most that is accepted.",
            Documents.Problem([.. longest, (byte)' ']).Text
        );

        string name = new('x', 128);
        Assert.Equal(
            name,
            Documents.Read(Documents.With($"'collectors':[{{'model':'{name}','identifier':'*'}}]")).Collectors[0].Model
        );
        Assert.Contains(
            "xxx\"… is not",
            Documents
                .Problem(Documents.With($"'collectors':[{{'model':'{name}x','identifier':'*'}}]"))
                .Text.Replace("…; a name of 1 to 128 bytes", "… is not", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }
}
