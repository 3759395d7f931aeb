using System.Text;
using CsCheck;

namespace ModelData.Tests.Settings;

[Trait("Level", "Unit")]
public sealed class ServiceSettingsTests
{
    [Fact]
    public void TryRead_WhatWasWritten_IsTheSame()
    {
        byte[] written = Documents.Everything.Write();
        ServiceSettings read = Documents.Read(written);
        Assert.Equal(Documents.Everything, read);
        Assert.Equal(Documents.Everything.GetHashCode(), read.GetHashCode());
        Assert.Equal(written, read.Write());
        Assert.Empty(read.Ignored);
    }

    [Fact]
    public void Write_Nothing_IsTheVersionAlone() =>
        Assert.Equal("{\n  \"version\": 1\n}\n", Encoding.UTF8.GetString(new ServiceSettings().Write()));

    [Fact]
    public void Write_Names_AreReadableAndRatesPlain()
    {
        ServiceSettings settings = new() { ChangedBy = "模型 'x'", Sampling = new SamplingSettings(0.1000m) };
        string text = Encoding.UTF8.GetString(settings.Write());
        Assert.Contains("\"模型 'x'\"", text, StringComparison.Ordinal);
        Assert.Contains("\"rate\": 0.1,", text, StringComparison.Ordinal);
        Assert.Contains("\"key\": \"$RequestId\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_NullMembersAndAByteOrderMark_SayNothing()
    {
        byte[] document =
        [
            .. "\uFEFF"u8,
            .. Documents.With("'enabled':null,'sampling':null,'redaction':null,'collectors':null,'changedBy':null"),
        ];
        Assert.Equal(new ServiceSettings(), Documents.Read(document));
    }

    [Theory]
    [InlineData("0.1", 0.1)]
    [InlineData("'0.1'", 0.1)]
    [InlineData("1e-2", 0.01)]
    [InlineData("0", 0)]
    [InlineData("0e9", 0)]
    [InlineData("1.0", 1)]
    [InlineData("0.100000000000", 0.1)]
    public void TryRead_Rate_IsExact(string text, double rate)
    {
        SamplingSettings? sampling = Documents.Read(Documents.With($"'sampling':{{'rate':{text}}}")).Sampling;
        Assert.Equal(new SamplingSettings((decimal)rate, "$RequestId"), sampling);
    }

    [Theory]
    [InlineData("'2026-11-23T06:41:11+01:00'")]
    [InlineData("'2026-11-23T05:41:11Z'")]
    public void TryRead_ChangedAt_IsUtc(string text) =>
        Assert.Equal(
            (new DateTimeOffset(2026, 11, 23, 5, 41, 11, TimeSpan.Zero), TimeSpan.Zero),
            Documents.Read(Documents.With($"'changedAt':{text}")).ChangedAt is { } time ? (time, time.Offset) : default
        );

    [Fact]
    public void Write_MembersOfANewerRelease_AreKept()
    {
        byte[] document = Documents.With(
            """
            'pace':{'a':[1,2.50,null]},'eventHubs':{'connectionString':'Endpoint=x'},
            'sampling':{'rate':0.5,'until':'x'},'redaction':[{'column':'a','method':'mask','why':'law'}],
            'collectors':[{'model':'m','identifier':'*','Spool':true,
              'sampling':{'rate':1,'x':1},'redaction':[{'column':'a','method':'mask','a\nb':1}]}]
            """
        );
        ServiceSettings read = Documents.Read(document);
        ServiceSettings changed = Documents.Read((read with { Enabled = false, Revision = 2 }).Write());
        Assert.Equal(read.Ignored, changed.Ignored);
        Assert.Equal(read, changed with { Enabled = null, Revision = 0 });
        string text = Encoding.UTF8.GetString(changed.Write());
        Assert.Contains("2.50", text, StringComparison.Ordinal);
        Assert.Contains("Endpoint=x", text, StringComparison.Ordinal);
        Assert.Equal(
            [
                new("pace", IsLocal: false),
                new("eventHubs", IsLocal: true),
                new("sampling.until", IsLocal: false),
                new("redaction[0].why", IsLocal: false),
                new("collectors[0].Spool", IsLocal: true),
                new("collectors[0].sampling.x", IsLocal: false),
                new("collectors[0].redaction[0].\"a\\u{A}b\"", IsLocal: false),
            ],
            changed.Ignored
        );
    }

    [Fact]
    public void Ignored_TheSchemaForEditors_IsKeptAndNotSaid()
    {
        ServiceSettings read = Documents.Read(Documents.With("'$schema':'https://schemas.example/settings.json'"));
        Assert.Empty(read.Ignored);
        Assert.Contains("schemas.example", Encoding.UTF8.GetString(read.Write()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eventHubs")]
    [InlineData("connectionString")]
    [InlineData("ConnectionString")]
    [InlineData("key")]
    [InlineData("target")]
    [InlineData("spool")]
    [InlineData("debug")]
    [InlineData("settings")]
    public void Ignored_WhatOnlyTheProcessMaySay_IsSaidWithoutItsValue(string name)
    {
        IgnoredMember member = Assert.Single(Documents.Read(Documents.With($"'{name}':'secret'")).Ignored);
        Assert.Equal(new IgnoredMember(name, IsLocal: true), member);
        Assert.Equal($"{name} is ignored: it can only be set where the process runs.", member.ToString());
        Assert.DoesNotContain("secret", Documents.Read(Documents.With($"'{name}':'secret'")).ToString());
    }

    [Theory]
    [InlineData("model")]
    [InlineData("changedBy")]
    [InlineData("column")]
    [InlineData("rate")]
    [InlineData("method")]
    [InlineData("entries")]
    [InlineData("revision")]
    public void Write_WhatNobodyCouldRead_Throws(string what)
    {
        ServiceSettings settings = new();
        CollectorSettings entry = new() { Model = "m", Identifier = "i" };
        settings = what switch
        {
            "model" => settings with { Collectors = [entry with { Model = "" }] },
            "changedBy" => settings with { ChangedBy = "half \uD800" },
            "column" => settings with { Redaction = [new("$Timestamp", RedactionMethod.Drop)] },
            "rate" => settings with { Sampling = new SamplingSettings(1.1m) },
            "method" => settings with { Redaction = [new("a", (RedactionMethod)7)] },
            "entries" => settings with { Collectors = [.. Enumerable.Repeat(entry, 1001)] },
            _ => settings with { Revision = -1 },
        };
        Assert.NotEmpty(Assert.Throws<InvalidOperationException>(settings.Write).Message);
    }

    [Fact]
    public void TryRead_AnyDamage_NeverThrows()
    {
        byte[] whole = Documents.Everything.Write();
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, whole.Length])
            .Sample(
                (position, value, length) =>
                {
                    byte[] damaged = [.. whole];
                    damaged[position] = value;
                    bool isRead = ServiceSettings.TryRead(damaged, out ServiceSettings? settings, out _);
                    Assert.Equal(isRead, settings is not null);
                    if (isRead)
                    {
                        Assert.Equal(settings, Documents.Read(settings!.Write()));
                    }
                    ServiceSettings.TryRead(damaged.AsSpan(0, length), out _, out _);
                },
                iter: 2_000
            );
    }
}
