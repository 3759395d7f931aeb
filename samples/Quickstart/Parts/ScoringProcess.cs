using ModelData.Testing;

namespace Quickstart.Parts;

/// <summary>The scoring service as a process of its own, with collection turned on by environment.</summary>
internal sealed class ScoringProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private ScoringProcess(ChildProcess process, Uri address)
    {
        Process = process;
        Address = address;
    }

    public ChildProcess Process { get; }

    public Uri Address { get; }

    public static async Task<ScoringProcess> StartAsync(
        LocalHub hub,
        string webService,
        CancellationToken cancellationToken
    )
    {
        var listening = new ListeningAddress();
        var process = await ChildProcess.StartAsync(
            "scoring service",
            Repository.Program("ScoringService"),
            [],
            new Dictionary<string, string?>(ListeningAddress.Environment)
            {
                ["AML_MODEL_DC_STORAGE_ENABLED"] = "true",
                ["ModelData__EventHubs__ConnectionString"] = hub.ConnectionString,
                ["ModelData__EventHubs__HubName"] = LocalHub.Name,
                ["ModelData__WebServiceName"] = webService,
            },
            onLine: listening.Read
        );
        try
        {
            await WaitUntilListeningAsync(process, listening, cancellationToken);
            return new ScoringProcess(process, listening.Known!);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    // It trains its model first, and listens only then.
    private static Task WaitUntilListeningAsync(
        ChildProcess process,
        ListeningAddress listening,
        CancellationToken cancellationToken
    ) =>
        Eventually.IsTrueAsync(
            () =>
                process.HasExited
                    ? throw new InvalidOperationException(
                        $"The scoring service ended with code {process.ExitCode}:\n{process.OutputTail}"
                    )
                    : listening.Known is not null,
            StartDeadline,
            () => $"the scoring service does not listen:\n{process.OutputTail}",
            cancellationToken
        );

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
