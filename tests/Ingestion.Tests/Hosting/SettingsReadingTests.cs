using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Settings;
using ModelData.Ingestor.Hosting;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Hosting;

/// <summary>What becomes of values as people, files and secrets have them.</summary>
[Trait("Level", "Unit")]
public sealed class SettingsReadingTests
{
    private const string Hub = "Endpoint=sb://ns1.example.net;SharedAccessKeyName=rule;SharedAccessKey=c2VjcmV0";

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData(" \t\n\n")]
    [InlineData("\uFEFF")]
    public async Task Accepted_WhiteSpaceAround_IsLeftOut(string end)
    {
        await using var app = WorkerHost.Build([
            $"--EventHubs:ConnectionString={end}{Hub}{end}",
            $"--EventHubs:HubName=hub{end}",
            $"--EventHubs:ConsumerGroup= group{end}",
            $"--Blobs:ServiceUri=https://name.blob.core.windows.net{end}",
            $"--Blobs:Container=rows{end}",
            $"--State:ConnectionString=UseDevelopmentStorage=true{end}",
            $"--Flush:MaxAge=00:00:20{end}",
            $"--LoadBalancing:Identity=worker-1{end}",
            $"--DeadLetters:ServiceUri={end}",
        ]);
        using var report = new StringWriter();

        Assert.True(SettingsReport.TryValidate(app.Services, report), report.ToString());
        var hub = app.Services.GetRequiredService<IOptions<EventHubsSettings>>().Value;
        var storage = app.Services.GetRequiredService<IOptionsMonitor<StorageSettings>>();
        Assert.Equal((Hub, "hub", "group"), (hub.ConnectionString, hub.HubName, hub.ConsumerGroup));
        Assert.Equal("https://name.blob.core.windows.net", storage.Get(StorageSettings.Blobs).ServiceUri);
        Assert.Equal("rows", storage.Get(StorageSettings.Blobs).Container);
        Assert.Equal("UseDevelopmentStorage=true", storage.Get(StorageSettings.State).ConnectionString);
        Assert.Equal("https://name.blob.core.windows.net", storage.Get(StorageSettings.DeadLetters).ServiceUri);
        Assert.Equal(TimeSpan.FromSeconds(20), app.Services.GetRequiredService<IOptions<FlushSettings>>().Value.MaxAge);
        Assert.Equal("worker-1", app.Services.GetRequiredService<IOptions<LoadBalancingSettings>>().Value.Name);
    }

    [Theory]
    [InlineData("--Flush:MaxAge=")]
    [InlineData("--Flush:MaxBytes= ")]
    [InlineData("--Layout:Padded=")]
    [InlineData("--LoadBalancing:Strategy=\n")]
    [InlineData("--Output:Formats=")]
    [InlineData("--EventHubs:ConsumerGroup=")]
    [InlineData("--EventHubs:CustomEndpointAddress=")]
    [InlineData("--Manifests:Grace=0")]
    [InlineData("--Logging:Console:FormatterName=json\n")]
    [InlineData("--Logging:Console:FormatterName=")]
    [InlineData("--Logging:Console:FormatterOptions:SingleLine= ")]
    [InlineData("--Logging:Console:MaxQueueLength=")]
    [InlineData("--Logging:Console:MaxQueueLength=100")]
    [InlineData("--Logging:Console:FormatterOptions:JsonWriterOptions:Indented=true")]
    [InlineData("--Logging:LogLevel:Default=")]
    [InlineData("--Logging:LogLevel:Azure= ")]
    [InlineData("--Logging:Debug:LogLevel:Default=Trace")]
    public async Task Report_EmptyOrHarmless_SaysNothing(string setting) =>
        Assert.Empty(await SettingsRun.ReportAsync(setting));

    [Theory]
    [InlineData("--Flush:MaxAge='00:00:10'", "Flush__MaxAge (command line) is in quotation marks")]
    [InlineData("--Blobs:Container=\"rows\"", "Blobs__Container (command line) is in quotation marks")]
    [InlineData("--LoadBalancing:Strategy=1", "LoadBalancing__Strategy (command line) must be one of Greedy, Balanced")]
    [InlineData("--EventHubs:CustomEndpointAddress=gateway", "CustomEndpointAddress (command line) is no address")]
    [InlineData("--Flush:MaxBytes=8MiB", "Flush__MaxBytes (command line) is no whole number")]
    [InlineData("--Flush:MaxBytes=8MiB", "did you mean 8388608?")]
    [InlineData("--Flush:MaxBytes=4GB", "is no whole number between 1024 and 268435456\n")]
    [InlineData("--Flush:Concurrency=3000000000", "is no whole number between 1 and 256")]
    [InlineData("--Flush:MaxBytes=8", "it is 8 bytes; did you mean 8388608?")]
    [InlineData("--Flush:MaxAge:Seconds=10", "Flush__MaxAge (command line) takes one value")]
    [InlineData("--Flush:DuplicateWindow=01:00:00", "did you mean Checkpoints__DuplicateWindow?")]
    [InlineData("--Output:Services=fraud", "set Output__Services__0__Name")]
    [InlineData("--Output:Services:fraud:v2:Spread=true", "set by Output__Services__0__Name=fraud__v2")]
    [InlineData(
        "--Output:Services:my_service:Formats=avro",
        "Output__Services__my_service__Formats (command line) must be csv"
    )]
    [InlineData("--LoadBalancing:Expiry=00:00:15", "twice LoadBalancing__Interval; they are 00:00:15 and 00:00:10")]
    [InlineData(
        "--Logging:Console:FormatterName=xml",
        "Logging__Console__FormatterName (command line) must be one of simple, json"
    )]
    [InlineData("--Logging:LogLevel:Default=Chatty", "Logging__LogLevel__Default (command line) must be one of Trace")]
    [InlineData(
        "--Logging:Console:FormatterOptions:SingleLine=perhaps",
        "SingleLine (command line) must be true or false"
    )]
    [InlineData("--Logging:Console:FormaterName=json", "did you mean Logging__Console__FormatterName?")]
    [InlineData(
        "--Logging:Console:FormatterOptions:SingelLine=true",
        "did you mean Logging__Console__FormatterOptions__SingleLine?"
    )]
    [InlineData("--Logging:LogLvl:Default=Debug", "did you mean Logging__LogLevel?")]
    [InlineData(
        "--Logging:OpenTelemetry:LogLevel:Default=Chatty",
        "OpenTelemetry__LogLevel__Default (command line) must be one of"
    )]
    [InlineData("--Logging:LogLevel:Default=42", "must be one of Trace")]
    [InlineData("--Logging:Console:MaxQueueLength=0", "must be at least 1")]
    [InlineData("--Logging:Console:QueueFullMode=Block", "must be one of Wait, DropWrite")]
    [InlineData("--Logging:Console:LogToStandardErrorThreshold=Loud", "must be one of Trace")]
    [InlineData("--Logging:Console:FormatterOptions:ColorBehavior=purple", "must be one of Default, Enabled, Disabled")]
    [InlineData("--Logging:Console:FormatterOptions:TimestampFormat=%", "is no format of a time")]
    public async Task Report_MistakesOfOtherKinds_AreNamedWithTheMend(string setting, string expected)
    {
        string report = await SettingsRun.ReportAsync(setting);

        Assert.Contains(expected, report, StringComparison.Ordinal);
        Assert.Equal(2, report.Trim().Split('\n').Length);
    }

    [Fact]
    public async Task Build_EmptySettingsOfTheLog_GiveWayToTheDefaults()
    {
        await using var app = WorkerHost.Build([
            .. SettingsRun.Legal,
            "--Logging:LogLevel:Default=",
            "--Logging:Console:FormatterName=",
            "--Logging:Console:FormatterOptions:SingleLine=",
            "--Logging:Console:FormatterOptions:TimestampFormat=",
        ]);

        var simple = app.Services.GetRequiredService<IOptionsMonitor<SimpleConsoleFormatterOptions>>().CurrentValue;
        Assert.True(simple.SingleLine);
        Assert.StartsWith("yyyy", simple.TimestampFormat, Ordinal);
        Assert.Equal("simple", app.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName);
        var logger = app.Services.GetRequiredService<ILogger<SettingsReadingTests>>();
        Assert.True(logger.IsEnabled(LogLevel.Information));
        Assert.False(logger.IsEnabled(LogLevel.Debug));
    }

    [Fact]
    public async Task Services_InAListWithNames_AreThoseServices()
    {
        await using var app = WorkerHost.Build([
            .. SettingsRun.Legal,
            "--Output:Services:0:Name=fraud__v2",
            "--Output:Services:0:Formats=parquet",
            "--Output:Services:1:Name=a:b",
            "--Output:Services:1:Spread=true",
            "--Output:Services:2:Spread=true",
            "--Output:Services:3:Name=my.team/Bewertung für Österreich",
            "--Output:Services:3:Formats=csv,parquet",
            "--Output:Services:trailing :Spread=true",
        ]);
        var routing = RoutingSettings.Create(true, app.Services.GetRequiredService<IOptions<OutputSettings>>().Value);

        Assert.Equal([FileKind.Parquet], routing.Of("Fraud__V2").Formats);
        Assert.True(routing.Of("a:b").Spread);
        Assert.True(routing.Of("2").Spread);
        Assert.Equal([FileKind.Csv, FileKind.Parquet], routing.Of("my.team/Bewertung für Österreich").Formats);
        Assert.True(routing.Of("trailing ").Spread);
        Assert.False(routing.Of("trailing").Spread);
        Assert.Equal([FileKind.Csv], routing.Of("0").Formats);
    }

    [Fact]
    public async Task Report_ServiceThatIsNamedTwice_IsRefused() =>
        Assert.Contains(
            "is the same web service as another",
            await SettingsRun.ReportAsync("--Output:Services:fraud:Spread=true", "--Output:Services:0:Name=FRAUD"),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Report_NameThatNoServiceHas_IsRefused() =>
        Assert.Contains(
            "is the name of no web service: one has at most 128 bytes",
            await SettingsRun.ReportAsync($"--Output:Services:0:Name={new string('ü', 65)}"),
            StringComparison.Ordinal
        );

    [Fact]
    public void Problems_OfAFile_NameIt()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            Path.Combine(folder.Path, "appsettings.json"),
            """
            {
              "Flush": { "MaxAge": 10, "Concurrency": null },
              "Output": { "Services": [{ "Name": "fraud__v2", "Spread": "2" }] },
              "Flash": { "MaxAge": "00:00:10" },
              "Logging": { "LogLevel": { "Default": "Warning" } },
              "AllowedHosts": "*"
            }
            """
        );
        using var configuration = new ConfigurationManager();
        configuration.AddJsonFile(Path.Combine(folder.Path, "appsettings.json"));
        configuration.AddInMemoryCollection(ConsoleLog.Defaults);

        var problems = SettingsReading.Read(configuration).Problems;

        Assert.Contains(problems, it => it.StartsWith("Flush__MaxAge (file appsettings.json) is 10", Ordinal));
        Assert.Contains(problems, it => it.StartsWith("Output__Services__0__Spread (file", Ordinal));
        Assert.Contains(problems, it => it.StartsWith("Flash__MaxAge (file appsettings.json) is read by", Ordinal));
        Assert.Equal(3, problems.Count);
    }

    private const StringComparison Ordinal = StringComparison.Ordinal;
}
