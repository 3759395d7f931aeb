using System.Globalization;
using ModelData.Testing;

namespace ModelData.Crash.Tests.Fleet;

/// <summary>What happens to a worker for a while.</summary>
internal enum FleetFaultKind
{
    Freeze,
    Kill,
    Terminate,
    CutBroker,
    SilenceBroker,
    CutStorage,
    SlowStorage,
    LoseRequests,
    LoseAnswers,
}

/// <summary>One step of a schedule.</summary>
/// <param name="Worker">The number of the worker.</param>
/// <param name="Kind">What happens to it.</param>
/// <param name="Lasts">For how long.</param>
/// <param name="Pause">How long nothing happens then.</param>
internal sealed record FleetFault(int Worker, FleetFaultKind Kind, TimeSpan Lasts, TimeSpan Pause)
{
    private static readonly TimeSpan DrainDeadline = TimeSpan.FromSeconds(60);

    /// <summary>Does it to a worker. How long it lasts is what the schedule is about: nothing is waited for.</summary>
    public async Task PlayAsync(FleetWorker worker)
    {
        switch (Kind)
        {
            case FleetFaultKind.Freeze:
                await worker.FreezeAsync();
                await Task.Delay(Lasts);
                await worker.ThawAsync();
                break;
            case FleetFaultKind.Kill:
                await worker.KillAsync();
                await Task.Delay(Lasts);
                await worker.StartAsync();
                break;
            case FleetFaultKind.Terminate:
                await worker.TerminateAsync(DrainDeadline);
                await Task.Delay(Lasts);
                await worker.StartAsync();
                break;
            case FleetFaultKind.CutBroker:
                worker.Wire.Refuse();
                worker.Wire.Cut();
                await Task.Delay(Lasts);
                worker.Wire.Accept();
                break;
            case FleetFaultKind.SilenceBroker:
                worker.Wire.Freeze();
                await Task.Delay(Lasts);
                worker.Wire.Thaw();
                break;
            default:
                await HarmStorageAsync(worker);
                break;
        }

        await Task.Delay(Pause);
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"w{Worker} {Kind} {Lasts.TotalSeconds:F1} s, pause {Pause.TotalSeconds:F1} s"
        );

    private async Task HarmStorageAsync(FleetWorker worker)
    {
        var fault = Kind switch
        {
            FleetFaultKind.LoseAnswers => BlobFault.LoseResponse,
            FleetFaultKind.SlowStorage => new BlobFault { Delay = TimeSpan.FromMilliseconds(400) },
            _ => BlobFault.LoseRequest,
        };
        int count = 0;
        bool hitsAll = Kind is FleetFaultKind.CutStorage or FleetFaultKind.SlowStorage;
        using var armed = worker.Storage.Arm(
            _ => hitsAll || Interlocked.Increment(ref count) % 3 == 0,
            fault,
            times: int.MaxValue
        );
        await Task.Delay(Lasts);
    }
}
