using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Tests.Hosting;

[Trait("Level", "Unit")]
public sealed class PlaintextTests
{
    private const string Emulator = "SharedAccessKeyName=n;SharedAccessKey=c2VjcmV0;UseDevelopmentEmulator=true";

    [Theory]
    [InlineData("localhost", null, true)]
    [InlineData("127.0.0.9:5672", null, true)]
    [InlineData("[::1]", null, true)]
    [InlineData("[::1]:5672", null, true)]
    [InlineData("[::ffff:127.0.0.1]", null, true)]
    [InlineData("LOCALHOST.", null, true)]
    [InlineData("[fe80::1]", null, false)]
    [InlineData("[::ffff:10.0.0.4]", null, false)]
    [InlineData("event-hubs", null, false)]
    [InlineData("10.0.0.4", null, false)]
    [InlineData("localhost.example.net", null, false)]
    [InlineData("ns1.servicebus.windows.net", null, false)]
    [InlineData("localhost", "sb://gateway.example.net", false)]
    [InlineData("ns1.servicebus.windows.net", "sb://127.0.0.1:5672", true)]
    public void FindProblem_EmulatorOnThisMachineOrAnother_NeedsASetting(string host, string? address, bool isLegal)
    {
        var settings = new EventHubsSettings
        {
            ConnectionString = $"Endpoint=sb://{host};{Emulator}",
            HubName = "hub",
            CustomEndpointAddress = address is null ? null : new Uri(address),
        };

        string? problem = settings.FindProblem();
        Assert.Equal(isLegal, problem is null);
        if (!isLegal)
        {
            Assert.Contains("EventHubs__AllowPlaintext=true", problem, StringComparison.Ordinal);
        }

        settings.AllowPlaintext = true;
        Assert.Null(settings.FindProblem());
    }

    [Fact]
    public async Task Report_EmulatorOnAnotherMachine_SaysWhereAndHow()
    {
        string report = await SettingsRun.ReportAsync(
            $"--EventHubs:ConnectionString=Endpoint=sb://10.0.0.4;{Emulator}"
        );

        Assert.Contains("EventHubs__ConnectionString (command line)", report, StringComparison.Ordinal);
        Assert.Contains("UseDevelopmentEmulator=true means without encryption", report, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", report, StringComparison.Ordinal);
        Assert.Empty(
            await SettingsRun.ReportAsync(
                $"--EventHubs:ConnectionString=Endpoint=sb://10.0.0.4;{Emulator}",
                "--EventHubs:AllowPlaintext=true"
            )
        );
    }
}
