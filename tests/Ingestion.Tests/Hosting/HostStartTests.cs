using Microsoft.Extensions.Hosting;
using ModelData.Ingestor.Hosting;

namespace ModelData.Ingestion.Tests.Hosting;

[Trait("Level", "Unit")]
public sealed class HostStartTests
{
    [Fact]
    public async Task Run_ToldToStopWhileItStarts_EndsWithoutAWord()
    {
        await using var app = WorkerHost.Build([.. SettingsRun.Legal, "--urls=http://127.0.0.1:0"]);
        using var errors = new StringWriter();
        app.Lifetime.StopApplication();

        Assert.Equal(0, await HostStart.RunAsync(app, errors));
        Assert.Empty(errors.ToString());
    }
}
