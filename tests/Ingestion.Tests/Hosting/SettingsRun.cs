using ModelData.Ingestor.Hosting;

namespace ModelData.Ingestion.Tests.Hosting;

/// <summary>A worker that is put together with legal settings and some more, and never started.</summary>
internal static class SettingsRun
{
    public static readonly IReadOnlyList<string> Legal =
    [
        "--EventHubs:ConnectionString=Endpoint=sb://localhost;SharedAccessKeyName=rule;SharedAccessKey=c2VjcmV0",
        "--EventHubs:HubName=hub",
        "--Blobs:ConnectionString=UseDevelopmentStorage=true",
    ];

    /// <summary>What an operator reads.</summary>
    public static async Task<string> ReportAsync(params string[] arguments)
    {
        await using var app = WorkerHost.Build([.. Legal, .. arguments]);
        using var report = new StringWriter();
        Assert.Equal(SettingsReport.TryValidate(app.Services, report), report.ToString().Length == 0);
        return report.ToString();
    }
}
