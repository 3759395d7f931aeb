using Microsoft.Extensions.Configuration;
using ModelData.Ingestor.Hosting;

namespace ModelData.Ingestion.Tests.Hosting;

/// <summary>A section that nothing reads is named where it was meant for the worker, and nowhere else.</summary>
[Trait("Level", "Unit")]
public sealed class StraySettingsTests
{
    [Theory]
    [InlineData("Flash__MaxAge", "Flush__MaxAge")]
    [InlineData("FLASH__MAXAGE", "Flush__MaxAge")]
    [InlineData("Flush_Settings__MaxAge", "Flush__MaxAge")]
    [InlineData("EventHub__HubName", "EventHubs__HubName")]
    [InlineData("EventHub__ConectionString", "EventHubs__ConnectionString")]
    [InlineData("Event_Hubs__HubName", "EventHubs__HubName")]
    [InlineData("EventHubsOptions__HubName", "EventHubs__HubName")]
    [InlineData("Blob__ConnectionString", "Blobs__ConnectionString")]
    [InlineData("Checkpoint__Adopt", "Checkpoints__Adopt")]
    [InlineData("LoadBalancer__Identity", "LoadBalancing__Identity")]
    [InlineData("Deadletter__Container", "DeadLetters__Container")]
    [InlineData("Worker__Flush__MaxAge", "Flush__MaxAge")]
    [InlineData("Flush_MaxAge", "Flush__MaxAge")]
    [InlineData("Flush.MaxAge", "Flush__MaxAge")]
    [InlineData("flush_maxage", "Flush__MaxAge")]
    [InlineData("Output_Services__fraud__Formats", "Output__Services__fraud")]
    [InlineData("ModelData__Flush__MaxAge", "Flush__MaxAge")]
    public void Find_VariableThatWasMeantForTheWorker_IsNamed(string variable, string meant)
    {
        string problem = Assert.Single(FindInEnvironment(variable));

        Assert.Contains(
            $"(environment variable) is read by nothing; did you mean {meant}?",
            problem,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("PATH")]
    [InlineData("DOTNET_gcServer")]
    [InlineData("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT")]
    [InlineData("ASPNETCORE_HTTP_PORTS")]
    [InlineData("Logging__EventSource__LogLvl")]
    [InlineData("Kestrel__Limits__MaxConcurrentConnections")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("AZURE_CLIENT_ID")]
    [InlineData("FLUSH_SERVICE_HOST")]
    [InlineData("FLUSH_PORT_8080_TCP_ADDR")]
    [InlineData("FLASH__X_SERVICE_HOST")]
    [InlineData("STATE")]
    [InlineData("OUTPUT")]
    [InlineData("STATE_CONTAINER")]
    [InlineData("Stats__Host")]
    [InlineData("Cache__MaxAge")]
    [InlineData("Redis__ConnectionString")]
    [InlineData("ConnectionStrings__Blobs")]
    [InlineData("ModelData__EventHubs__HubName")]
    [InlineData("ModelData__Enabled")]
    [InlineData("npm_config__auth")]
    [InlineData("__CF_USER_TEXT_ENCODING")]
    [InlineData("_")]
    public void Find_VariableOfAnotherProgram_IsNotNamed(string variable) => Assert.Empty(FindInEnvironment(variable));

    [Theory]
    [InlineData("--Foo:Bar=1", "Foo__Bar (command line) is read by nothing; sections are EventHubs, Blobs")]
    [InlineData(
        "--Buffer:MaxAge=00:00:10",
        "Buffer__MaxAge (command line) is read by nothing; did you mean Flush__MaxAge?"
    )]
    [InlineData("--Flash:Anything=1", "Flash__Anything (command line) is read by nothing")]
    [InlineData("--Flush__MaxAge=00:00:10", "(command line) is read by nothing; did you mean Flush:MaxAge?")]
    [InlineData("--MaxAge=00:00:10", "MaxAge (command line) is read by nothing; did you mean Flush__MaxAge?")]
    [InlineData("--Verbose=true", "Verbose (command line) is read by nothing; sections are")]
    public async Task Report_SectionOnTheCommandLine_IsNamed(string argument, string expected) =>
        Assert.Contains(expected, await SettingsRun.ReportAsync(argument), StringComparison.Ordinal);

    [Theory]
    [InlineData("--urls=http://127.0.0.1:0")]
    [InlineData("--environment=Staging")]
    [InlineData("--Kestrel:Limits:MaxConcurrentConnections=5")]
    [InlineData("--Logging:LogLevel:Azure=Debug")]
    public async Task Report_SettingOfTheHost_IsNot(string argument) =>
        Assert.Empty(await SettingsRun.ReportAsync(argument));

    // The variables of this process are shared by all tests: these ones have a prefix of their own.
    private static IReadOnlyList<string> FindInEnvironment(string variable)
    {
        string prefix = $"STRAY_{Guid.NewGuid():N}_";
        Environment.SetEnvironmentVariable(prefix + variable, "00:00:10");
        try
        {
            using var configuration = new ConfigurationManager();
            configuration.AddInMemoryCollection(ConsoleLog.Defaults);
            configuration.AddEnvironmentVariables(prefix);
            return SettingsReading.Read(configuration).Problems;
        }
        finally
        {
            Environment.SetEnvironmentVariable(prefix + variable, null);
        }
    }
}
