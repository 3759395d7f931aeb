using Microsoft.Extensions.Configuration;
using ModelData.Ingestor.Hosting;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Hosting;

/// <summary>What an operator reads when settings are wrong: everything at once, with the origin and the mend, and no value.</summary>
[Trait("Level", "Unit")]
public sealed class SettingsReportTests
{
    private const string Secret = "c2VjcmV0";

    private static readonly string[] Legal =
    [
        "--EventHubs:ConnectionString=Endpoint=sb://localhost;SharedAccessKeyName=rule;SharedAccessKey=" + Secret,
        "--EventHubs:HubName=hub",
        "--Blobs:ConnectionString=UseDevelopmentStorage=true",
    ];

    [Fact]
    public async Task TryValidate_LegalSettings_SaysNothing() => Assert.Empty(await ReportAsync(Legal));

    [Theory]
    [InlineData("--APPLICATIONINSIGHTS_CONNECTION_STRING=")]
    [InlineData(
        "--APPLICATIONINSIGHTS_CONNECTION_STRING=InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=https://x.example.net/"
    )]
    [InlineData("--OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4317")]
    public async Task TryValidate_PlaceOfMetrics_IsLegal(string setting) =>
        Assert.Empty(await ReportAsync([.. Legal, setting]));

    [Fact]
    public async Task TryValidate_MistakesOfEveryKind_AreReportedAtOnce()
    {
        string report = await ReportAsync([
            "--EventHubs:HubName=hub",
            "--Flush:MaxAge=soon",
            "--Flush:MaxBytes=0",
            "--Flush:MaxByts=5",
            "--LoadBalancing:Strategy=Fair",
            "--Layout:Padded=perhaps",
            "--Output:Services:fraud:Spread=2",
            "--Output:Services:fraud:Colour=red",
            "--Memory:MaxBufferedBytes=99999999999999999999",
            "--Checkpoints=5",
        ]);

        string[] expected =
        [
            "EventHubs__ConnectionString is missing",
            "Blobs__ConnectionString is missing",
            "Flush__MaxAge (command line) is no time; write it as hh:mm:ss, for example 00:00:10",
            "Flush__MaxBytes (command line) must be between",
            "Flush__MaxByts (command line) is no setting; did you mean Flush__MaxBytes?",
            "LoadBalancing__Strategy (command line) must be one of Greedy, Balanced",
            "Layout__Padded (command line) must be true or false",
            "Output__Services__fraud__Spread (command line) must be true or false",
            "Output__Services__fraud__Colour (command line) is no setting; known are Formats, Spread",
            "Memory__MaxBufferedBytes (command line) is no whole number",
            "Checkpoints (command line) is a section; set Checkpoints__",
        ];
        Assert.All(expected, text => Assert.Contains(text, report, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(expected.Length + 1, report.Trim().Split('\n').Length);
    }

    [Fact]
    public async Task TryValidate_SettingsThatExcludeEachOther_AreBothNamedWithTheirOrigin() =>
        Assert.Contains(
            "EventHubs__ConnectionString (command line) and EventHubs__FullyQualifiedNamespace (command line) exclude each other",
            await ReportAsync([.. Legal, "--EventHubs:FullyQualifiedNamespace=ns.example.net"])
        );

    [Fact]
    public void Find_EachProvider_IsNamed()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            Path.Combine(folder.Path, "worker.json"),
            """{ "Flush": { "MaxAge": "1", "MaxBytes": "1" } }"""
        );
        Environment.SetEnvironmentVariable("SETTINGS_REPORT_TESTS_Flush__MaxAge", "2");
        var configuration = new ConfigurationBuilder()
            .SetBasePath(folder.Path)
            .AddJsonFile("worker.json")
            .AddEnvironmentVariables("SETTINGS_REPORT_TESTS_")
            .AddCommandLine(["--Flush:Concurrency=3"])
            .Build();

        Assert.Equal("environment variable", SettingOrigin.Find(configuration, "Flush:MaxAge"));
        Assert.Equal("file worker.json", SettingOrigin.Find(configuration, "Flush:MaxBytes"));
        Assert.Equal("command line", SettingOrigin.Find(configuration, "Flush:Concurrency"));
        Assert.Equal(SettingOrigin.NotSet, SettingOrigin.Find(configuration, "Flush:RefusedFor"));
    }

    [Theory]
    [InlineData(
        "--Blobs:ConnectionString=AccountKey=" + Secret,
        "Blobs__ConnectionString (command line) is no storage connection string"
    )]
    [InlineData(
        "--State:ConnectionString=" + Secret,
        "State__ConnectionString (command line) is no storage connection string"
    )]
    [InlineData(
        "--DeadLetters:Container=Dead_Letters",
        "DeadLetters__Container (command line) must be 3 to 63 lower-case letters"
    )]
    [InlineData("--Blobs:Container=ab", "Blobs__Container (command line) must be 3 to 63 lower-case letters")]
    [InlineData(
        "--APPLICATIONINSIGHTS_CONNECTION_STRING=" + Secret,
        "APPLICATIONINSIGHTS_CONNECTION_STRING (command line) is no connection string"
    )]
    [InlineData(
        "--OTEL_EXPORTER_OTLP_ENDPOINT=collector:4317",
        "OTEL_EXPORTER_OTLP_ENDPOINT (command line) is no address"
    )]
    public async Task TryValidate_PlaceThatIsNone_IsNamedOnce(string setting, string expected)
    {
        string report = await ReportAsync([.. Legal, setting]);

        Assert.Contains(expected, report, StringComparison.Ordinal);
        Assert.Equal(2, report.Trim().Split('\n').Length);
    }

    [Theory]
    [InlineData("--EventHubs:ConnectionString=SharedAccessKey=" + Secret)]
    [InlineData("--Flush:MaxAge=AccountKey=" + Secret)]
    [InlineData("--Blobs:AccountKey=" + Secret)]
    [InlineData("--Blobs:ServiceUri=https://a.example.net?sig=" + Secret)]
    public async Task TryValidate_ValueThatMayBeASecret_IsNeverShown(string setting)
    {
        string report = await ReportAsync([.. Legal, setting]);

        Assert.NotEmpty(report);
        Assert.DoesNotContain(Secret, report, StringComparison.Ordinal);
    }

    private static async Task<string> ReportAsync(string[] arguments)
    {
        await using var app = WorkerHost.Build(arguments);
        using var report = new StringWriter();
        Assert.Equal(SettingsReport.TryValidate(app.Services, report), report.ToString().Length == 0);
        return report.ToString();
    }
}
