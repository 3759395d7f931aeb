using Azure;
using ModelData.HubClient;
using ModelData.Simulation.Plans;
using ModelData.Simulation.Workers;

namespace ModelData.Simulation;

/// <summary>What can be in a worker's way for a while.</summary>
internal static class Faults
{
    private const int SlowPercent = 33;
    private const int LostPercent = 20;

    public static void Begin(Act act, SimulatedWorker worker)
    {
        var link = worker.Link;
        switch (act.Kind)
        {
            case ActKind.Freeze:
                worker.Process.Freeze();
                break;
            case ActKind.CutHub:
                link.IsHubCut = true;
                worker.Hub.Break();
                break;
            case ActKind.CutStorage:
                link.IsStorageCut = true;
                break;
            case ActKind.Lose:
                link.Losses = LostPercent;
                break;
            case ActKind.Slow:
                link.SlowPercent = SlowPercent;
                break;
            case ActKind.Break:
                worker.Hub.Break();
                break;
            case ActKind.StepClock:
                worker.Process.Clock.Offset += TimeSpan.FromSeconds(act.Number);
                break;
            case ActKind.Refuse:
                link.Refuse = RefuseCommits;
                break;
            case ActKind.Busy:
                link.Refuse = RefuseAttaches;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(act), act.Kind, "does not happen to a worker");
        }
    }

    public static void End(Act act, SimulatedWorker worker)
    {
        switch (act.Kind)
        {
            case ActKind.Freeze:
                worker.Process.Thaw();
                break;
            case ActKind.CutHub:
                worker.Link.IsHubCut = false;
                break;
            case ActKind.CutStorage:
                worker.Link.IsStorageCut = false;
                break;
            case ActKind.Lose:
                worker.Link.Losses = 0;
                break;
            case ActKind.Slow:
                worker.Link.SlowPercent = 0;
                break;
            case ActKind.Refuse or ActKind.Busy:
                worker.Link.Refuse = (_, _) => null;
                break;
        }
    }

    /// <summary>Nothing is in the way any more. A clock that was stepped stays as it is.</summary>
    public static void Heal(SimulatedWorker worker)
    {
        worker.Process.Thaw();
        worker.Link.IsHubCut = worker.Link.IsStorageCut = false;
        worker.Link.Losses = worker.Link.SlowPercent = 0;
        worker.Link.Refuse = (_, _) => null;
    }

    private static RequestFailedException? RefuseCommits(string operation, string about) =>
        operation == "commit" ? new RequestFailedException(412, "LeaseIdMissing", "LeaseIdMissing", null) : null;

    private static HubException? RefuseAttaches(string operation, string about) =>
        operation is "attach" or "end"
            ? new HubException(HubFailureReason.ServiceBusy, isTransient: true, "server-busy")
            : null;
}
