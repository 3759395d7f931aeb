using System.Runtime.InteropServices;
using ModelData.Containers.Sender;

// Load for the container tests: numbered rows of several models, collected as an app does it. Says on standard output what Event Hubs has acknowledged.
using var stopping = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stopping.Cancel();
}

using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
int models = int.Parse(Environment.GetEnvironmentVariable("SENDER_MODELS") ?? "6");
await Task.WhenAll(
    Enumerable.Range(0, models).Select(model => NumberedRows.SendAsync($"model-{model}", stopping.Token))
);
