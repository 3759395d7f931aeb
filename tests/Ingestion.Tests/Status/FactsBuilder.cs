using ModelData.Ingestion.Model;
using ModelData.Ingestion.Observing;
using ModelData.Ingestion.Observing.Status;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Reading.Heartbeats;
using ModelData.Ingestion.Reading.State;

namespace ModelData.Ingestion.Tests.Status;

/// <summary>Facts of a pipeline that works: two partitions, one worker, everything in its files. Tests make one thing otherwise.</summary>
internal static class FactsBuilder
{
    public const string Worker = "w1";
    public const string Owner = "w1-owner";

    public static readonly DateTimeOffset Now = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly HubIncarnation Hub = HubIncarnation.Create("ns", "hub", Now.AddDays(-30));

    public static PipelineFacts Well { get; } =
        new()
        {
            Place = "hub in ns, consumer group $Default",
            Hub = Found(new HubFacts(Hub, ["0", "1"], Ends(End("0"), End("1")), [])),
            Owners = Found(new OwnershipListing(Now, [Held("0"), Held("1")])),
            States = Found(States(("0", Done(99)), ("1", Done(99)))),
            Reports = Found<IReadOnlyList<ListedReport>>([Listed(Report())]),
            OpenFolders = new(null, null),
            Addresses = new([], null),
            Heartbeats = Found<IReadOnlyList<HeartbeatReport>>([]),
            DeadLetters = Found(new DeadLetterStatus(0, 0, null, true)),
        };

    public static WorkerReport Report() =>
        new()
        {
            Name = Worker,
            Owner = Owner,
            Release = "1.0",
            UptimeSeconds = 100,
            Partitions = [new WorkerPartition("0", true, null), new WorkerPartition("1", true, null)],
            ClockDifferenceSeconds = 0.5,
            LagThresholdSeconds = 320,
            Problems = [],
        };

    public static ListedReport Listed(WorkerReport report, double age = 20) =>
        new(report.Name, report, null, Now.AddSeconds(-age), TimeSpan.FromSeconds(age));

    public static Found<T> Found<T>(T value)
        where T : class => new(value, null);

    public static PartitionProperties End(
        string id,
        long last = 99,
        double age = 5,
        long beginning = 0,
        bool isEmpty = false
    ) => new(id, beginning, last, "", Now.AddSeconds(-age), isEmpty);

    public static Dictionary<string, PartitionProperties> Ends(params PartitionProperties[] all) =>
        all.ToDictionary(it => it.PartitionId, StringComparer.Ordinal);

    public static StateFacts Done(long position, double age = 5, double? watermarkAge = null) =>
        new(position, Now.AddSeconds(-age), watermarkAge is { } known ? Now.AddSeconds(-known) : null, Hub.Text);

    public static IReadOnlyDictionary<string, StateFacts?> States(params (string Id, StateFacts? Facts)[] all) =>
        all.ToDictionary(it => it.Id, it => it.Facts, StringComparer.Ordinal);

    public static PartitionOwnership Held(string id, double age = 3, string owner = Owner) =>
        new(id, owner, "1", Now.AddSeconds(-age));

    public static PipelineFacts With(this PipelineFacts facts, PartitionProperties end, StateFacts? state) =>
        facts with
        {
            Hub = Found(new HubFacts(Hub, ["0", "1"], Ends(end, End("1")), [])),
            States = Found(state is null ? States(("1", Done(99))) : States(("0", state), ("1", Done(99)))),
        };
}
