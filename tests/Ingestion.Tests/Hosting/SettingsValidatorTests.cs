using Microsoft.Extensions.Options;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Settings;
using ModelData.Ingestor.Hosting;

namespace ModelData.Ingestion.Tests.Hosting;

[Trait("Level", "Unit")]
public sealed class SettingsValidatorTests
{
    private const string Secret = "c2VjcmV0";

    private readonly SettingsValidator _sut = new();

    [Fact]
    public void Validate_Defaults_AreLegalWhereTheyExist()
    {
        Assert.True(_sut.Validate(null, new FlushSettings()).Succeeded);
        Assert.True(_sut.Validate(null, new MemorySettings()).Succeeded);
        Assert.True(_sut.Validate(null, new CheckpointSettings()).Succeeded);
        Assert.True(_sut.Validate(null, new ManifestSettings()).Succeeded);
    }

    [Theory]
    [InlineData("00:00:00", "00:15:00", "00:05:00", "Manifests__Every")]
    [InlineData("2.00:00:00", "00:15:00", "00:05:00", "Manifests__Every")]
    [InlineData("05:00:00", "00:15:00", "00:05:00", "Manifests__Every")]
    [InlineData("01:00:00", "-00:00:01", "00:05:00", "Manifests__Grace")]
    [InlineData("01:00:00", "31.00:00:00", "00:05:00", "Manifests__Grace")]
    [InlineData("01:00:00", "00:15:00", "00:00:00", "Manifests__CheckInterval")]
    public void Validate_ManifestTimes_AreRefusedByName(string every, string grace, string interval, string name)
    {
        var settings = new ManifestSettings
        {
            Every = TimeSpan.Parse(every),
            Grace = TimeSpan.Parse(grace),
            CheckInterval = TimeSpan.Parse(interval),
        };
        Assert.StartsWith(name, Assert.Single(_sut.Validate(null, settings).Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_NoConnectionStrings_NamesTheSettingsAndTheMend()
    {
        var hub = _sut.Validate(null, new EventHubsSettings());
        var blobs = _sut.Validate(StorageSettings.Blobs, new StorageSettings { Container = "modeldata" });

        Assert.Contains("EventHubs__ConnectionString is missing", Text(hub), StringComparison.Ordinal);
        Assert.Contains("Blobs__ConnectionString is missing", Text(blobs), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_OwnIdentity_IsLegal()
    {
        Assert.True(
            _sut.Validate(
                null,
                new EventHubsSettings { FullyQualifiedNamespace = "ns1.servicebus.windows.net", HubName = "hub" }
            ).Succeeded
        );
        Assert.True(
            _sut.Validate(
                StorageSettings.Blobs,
                new StorageSettings { ServiceUri = "https://name.blob.core.windows.net", Container = "modeldata" }
            ).Succeeded
        );
    }

    [Theory]
    [InlineData("ns1.servicebus.windows.net", null, "", "EventHubs__HubName is missing")]
    [InlineData("sb://ns1.servicebus.windows.net/", "hub", "", "EventHubs__FullyQualifiedNamespace or")]
    [InlineData("ns1.servicebus.windows.net", "hub", "Endpoint=sb://h", "exclude each other")]
    public void Validate_NamespaceThatDoesNotDo_NamesTheSettingAndTheMend(
        string name,
        string? hub,
        string connectionString,
        string text
    )
    {
        var settings = new EventHubsSettings
        {
            FullyQualifiedNamespace = name,
            HubName = hub,
            ConnectionString = connectionString,
        };

        Assert.Contains(text, Text(_sut.Validate(null, settings)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://name.blob.core.windows.net", "", "State__ServiceUri must be an https address")]
    [InlineData("https://name.blob.core.windows.net/?sv=1&sig=" + Secret, "", "State__ServiceUri must be")]
    [InlineData("name.blob.core.windows.net", "", "State__ServiceUri must be")]
    [InlineData("https://name.blob.core.windows.net", "UseDevelopmentStorage=true", "exclude each other")]
    public void Validate_ServiceUriThatDoesNotDo_NamesTheSettingAndTheMend(
        string uri,
        string connectionString,
        string text
    )
    {
        var settings = new StorageSettings
        {
            ServiceUri = uri,
            ConnectionString = connectionString,
            Container = "modeldata-state",
        };

        string failure = Text(_sut.Validate(StorageSettings.State, settings));

        Assert.Contains(text, failure, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Endpoint=sb://localhost;SharedAccessKeyName=rule;SharedAccessKey=" + Secret)]
    [InlineData("Endpoint=sb://localhost;SharedAccessKey=" + Secret + ";EntityPath=hub")]
    [InlineData("AccountKey=" + Secret)]
    public void Validate_ConnectionStringThatIsNone_IsRefusedWithoutShowingIt(string connectionString)
    {
        var result = _sut.Validate(null, new EventHubsSettings { ConnectionString = connectionString });

        Assert.True(result.Failed);
        Assert.Contains("EventHubs__", Text(result), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, Text(result), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SeveralMistakes_AreReportedAtOnce()
    {
        var result = _sut.Validate(
            null,
            new FlushSettings
            {
                MaxAge = TimeSpan.Zero,
                MaxBytes = 0,
                RefusedFor = TimeSpan.FromSeconds(-1),
                Concurrency = 0,
                DrainTimeout = TimeSpan.Zero,
            }
        );

        Assert.Equal(5, result.Failures?.Count());
        Assert.All(result.Failures!, failure => Assert.StartsWith("Flush__", failure, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4 * 1024 * 1024 - 1)]
    public void Validate_MemoryBelowTheLeast_IsRefused(long bytes) =>
        Assert.True(_sut.Validate(null, new MemorySettings { MaxBufferedBytes = bytes }).Failed);

    private static string Text(ValidateOptionsResult result) => string.Join("\n", result.Failures ?? []);
}
