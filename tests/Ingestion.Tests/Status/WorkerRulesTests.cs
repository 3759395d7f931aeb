using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Observing;
using ModelData.Ingestion.Observing.Status;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Reading.State;
using static ModelData.Ingestion.Tests.Status.FactsBuilder;

namespace ModelData.Ingestion.Tests.Status;

/// <summary>What is said of workers, by what they report and what they hold.</summary>
[Trait("Level", "Unit")]
public sealed class WorkerRulesTests
{
    [Fact]
    public void Describe_ItHoldsPartitionsAndReportsItself_IsOneWorker()
    {
        var it = Assert.Single(PipelineRules.Judge(Well).Workers);

        Assert.Equal((Worker, "1.0", true, 2), (it.Name, it.Release, it.IsAlive, it.Attached));
        Assert.Equal(["0", "1"], it.Partitions!);
        Assert.Equal(
            (TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(0.5)),
            (it.RenewalAge, it.ReportAge, it.ClockDifference)
        );
    }

    // A worker of a release before, or another program with the format of the official processor.
    [Fact]
    public void Describe_ItReportsNothing_IsThereByItsOwnerId()
    {
        var status = PipelineRules.Judge(Well with { Reports = Found<IReadOnlyList<ListedReport>>([]) });

        var it = Assert.Single(status.Workers);
        Assert.Equal((Owner, true, null, null), (it.Name, it.IsAlive, it.Release, it.Attached));
        Assert.Equal(PipelineVerdict.Well, status.Verdict);
    }

    [Fact]
    public void FindProblems_NobodyHoldsOrReports_NothingWorks()
    {
        var status = PipelineRules.Judge(
            Well with
            {
                Owners = Found(new OwnershipListing(Now, [Held("0", 300), Held("1", 300)])),
                Reports = Found<IReadOnlyList<ListedReport>>([Listed(Report(), 280)]),
            }
        );

        var it = Assert.Single(status.Problems);
        Assert.Equal((PipelineVerdict.Broken, ProblemCatalogue.WorkerNone), (status.Verdict, it.Kind));
        Assert.Equal(TimeSpan.FromSeconds(280), it.Duration);
        Assert.Equal(
            "Not working: hub in ns, consumer group $Default: no worker is alive; the last one reported itself 4 min 40 s ago. "
                + "Start one, or look why those that should run do not: rows wait in the hub for its retention.",
            status.Summary
        );
    }

    [Fact]
    public void FindProblems_NobodyWasEverHere_SaysThatNamesMayBeWrong()
    {
        var status = PipelineRules.Judge(Nobody);

        var it = Assert.Single(status.Problems);
        Assert.Equal(ProblemCatalogue.WorkerNone, it.Kind);
        Assert.Contains("none ever ran with this hub, consumer group", it.Cause, StringComparison.Ordinal);
        Assert.Contains("EventHubs__ConsumerGroup", it.Mend, StringComparison.Ordinal);
    }

    // Whose workers they would be cannot be told of a hub that is not there under this name.
    [Fact]
    public void FindProblems_TheHubIsAnother_NothingIsSaidOfItsWorkers()
    {
        var missing = new ReportedProblem(ProblemCatalogue.HubMissing, "hub", "it is not there", "Look", null);

        var status = PipelineRules.Judge(Nobody with { Hub = new(null, missing) });

        Assert.Equal(ProblemCatalogue.HubMissing, Assert.Single(status.Problems).Kind);
        Assert.Equal(PipelineVerdict.Broken, status.Verdict);
    }

    // Its last report was that it reads two partitions; a worker that loses them says so within seconds.
    [Theory]
    [InlineData(31, false)]
    [InlineData(29, true)]
    public void Describe_ItsHoldsHaveRunOut_ItIsNoLongerAliveThoughItReportedALittleAgo(double age, bool isAlive)
    {
        var status = PipelineRules.Judge(
            Well with
            {
                Owners = Found(new OwnershipListing(Now, [Held("0", 31), Held("1", 31)])),
                Reports = Found<IReadOnlyList<ListedReport>>([Listed(Report(), age)]),
            }
        );

        Assert.Equal(isAlive, Assert.Single(status.Workers).IsAlive);
        Assert.Equal(!isAlive, status.Problems.Any(it => it.Kind == ProblemCatalogue.WorkerNone));
    }

    // Just started: it waits for its first partitions.
    [Fact]
    public void FindProblems_AWorkerReportsAndHoldsNothingYet_SomebodyIsAlive() =>
        Assert.DoesNotContain(
            PipelineRules
                .Judge(
                    Well with
                    {
                        Owners = Found(new OwnershipListing(Now, [])),
                        Reports = Found<IReadOnlyList<ListedReport>>([Listed(Report() with { Partitions = [] }, 100)]),
                    }
                )
                .Problems,
            it => it.Kind == ProblemCatalogue.WorkerNone
        );

    [Theory]
    [InlineData(151, true)]
    [InlineData(149, false)]
    public void FindProblems_ItHoldsPartitionsAndNoReportComes_IsSaid(double age, bool isSaid)
    {
        var status = PipelineRules.Judge(
            Well with
            {
                Reports = Found<IReadOnlyList<ListedReport>>([Listed(Report(), age)]),
            }
        );

        Assert.Equal(isSaid, status.Problems.Any(it => it.Kind == ProblemCatalogue.WorkerSilent));
    }

    // Old reports say what was: neither its problems nor its clock are those of now.
    [Fact]
    public void Describe_ReportIsOld_WhatItSaidIsUnknown()
    {
        var report = Report() with { Problems = [Problem("clock-off")] };

        var it = Assert.Single(
            PipelineRules
                .Judge(Well with { Reports = Found<IReadOnlyList<ListedReport>>([Listed(report, 400)]) })
                .Workers
        );

        Assert.Equal((null, null, 0), (it.ClockDifference, it.Attached, it.Problems.Count));
    }

    [Fact]
    public void FindProblems_WhatWorkersFind_IsSaidWithTheirNames()
    {
        var report = Report() with { Problems = [Problem("storage-unreachable"), Problem("of-a-newer-release")] };

        var status = PipelineRules.Judge(Well with { Reports = Found<IReadOnlyList<ListedReport>>([Listed(report)]) });

        Assert.Equal(
            [ProblemCatalogue.StorageUnreachable, new KnownProblem("of-a-newer-release", ProblemSeverity.Behind)],
            status.Problems.Select(it => it.Kind)
        );
        Assert.All(status.Problems, it => Assert.Equal("w1: there", it.Where));
        Assert.Equal(PipelineVerdict.Broken, status.Verdict);
    }

    [Fact]
    public void FindProblems_AReportCannotBeRead_IsSaid()
    {
        var listed = new ListedReport("w2", null, "it is of version 9", Now, TimeSpan.FromSeconds(9));

        var status = PipelineRules.Judge(
            Well with
            {
                Reports = Found<IReadOnlyList<ListedReport>>([Listed(Report()), listed]),
            }
        );

        Assert.Contains("version 9", Assert.Single(status.Problems).Cause, StringComparison.Ordinal);
    }

    // The worker in its old place is gone, and another one has taken over.
    [Fact]
    public void FindProblems_OneOfTwoIsGone_IsWellAndSaid()
    {
        var status = PipelineRules.Judge(
            Well with
            {
                Reports = Found<IReadOnlyList<ListedReport>>([
                    Listed(Report()),
                    Listed(Report() with { Name = "w2", Owner = "w2-owner" }, 4000),
                ]),
            }
        );

        Assert.Equal(PipelineVerdict.Well, status.Verdict);
        Assert.Equal(
            (ProblemCatalogue.WorkerGone, "w2"),
            (Assert.Single(status.Problems).Kind, status.Problems[0].Where)
        );
        Assert.EndsWith("; 1 thing to look at.", status.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_WorkersKnowTheRetention_TheShortestHolds()
    {
        var status = PipelineRules.Judge(
            Well with
            {
                Reports = Found<IReadOnlyList<ListedReport>>([
                    Listed(Report() with { RetentionSeconds = 86_400 }),
                    Listed(Report() with { Name = "w2", Owner = "w2-owner", RetentionSeconds = 3600 }),
                ]),
            }
        );

        Assert.Equal(TimeSpan.FromHours(1), status.Retention);
    }

    // It was killed days ago, and the retention has been raised since.
    [Fact]
    public void Judge_AReportIsOld_WhatItWasToldDoesNotCountBesideOthers()
    {
        var old = Report() with { Name = "w2", Owner = "w2-owner", RetentionSeconds = 60, LagThresholdSeconds = 1e9 };
        var facts = Well with
        {
            Reports = Found<IReadOnlyList<ListedReport>>([
                Listed(Report() with { RetentionSeconds = 86_400, ExpirySeconds = 300 }),
                Listed(old, 90_000),
            ]),
        };

        Assert.Equal(
            new FleetSettings(TimeSpan.FromDays(1), TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(320)),
            FleetSettings.Of(facts)
        );
        // The last one that lived is believed where nobody does.
        var alone = FleetSettings.Of(Well with { Reports = Found<IReadOnlyList<ListedReport>>([Listed(old, 90_000)]) });
        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromHours(1)), (alone.Retention, alone.LagThreshold));
    }

    [Fact]
    public void Judge_WhoHoldsPartitionsIsUnknown_WorkersAreNotSaidToBeGone()
    {
        var away = new ReportedProblem(ProblemCatalogue.StorageBusy, "there", "503", "Wait", null);
        var status = PipelineRules.Judge(
            Well with
            {
                Owners = new(null, away),
                Reports = Found<IReadOnlyList<ListedReport>>([Listed(Report(), 100)]),
            }
        );

        Assert.Equal(away, Assert.Single(status.Problems));
        var worker = Assert.Single(status.Workers);
        Assert.Equal((true, null), (worker.IsAlive, worker.Partitions));
        Assert.All(status.Partitions, it => Assert.Null(it.IsHeld));
    }

    // By names the newest letters are listed last.
    [Fact]
    public void Judge_NotAllLettersWereCounted_NothingIsSaidOfTheNewest()
    {
        var status = PipelineRules.Judge(
            Well with
            {
                DeadLetters = Found(new DeadLetterStatus(5000, null, null, false)),
            }
        );

        Assert.Empty(status.Problems);
        Assert.Null(status.DeadLetters!.Recent);
    }

    [Fact]
    public void Judge_StorageIsAway_NothingOfItIsSaidToBeWell()
    {
        var away = new ReportedProblem(ProblemCatalogue.StorageUnreachable, "there", "no answer", "Look", null);
        var status = PipelineRules.Judge(
            Well with
            {
                Owners = new(null, away),
                States = new(null, away),
                Reports = new(null, away),
                Addresses = new(null, away),
                DeadLetters = new(null, away),
            }
        );

        Assert.Equal((PipelineVerdict.Broken, null, null), (status.Verdict, status.DeadLetters, status.Addresses));
        Assert.Null(status.At);
        // Once, though five things were asked for.
        Assert.Single(status.Problems);
        Assert.Empty(status.Workers);
        Assert.All(status.Partitions, it => Assert.Equal(("unknown", null), (it.LagText, it.Owner)));
    }

    private static PipelineFacts Nobody =>
        Well with
        {
            Owners = Found(new OwnershipListing(Now, [])),
            States = Found<IReadOnlyDictionary<string, StateFacts?>>(new Dictionary<string, StateFacts?>()),
            Reports = Found<IReadOnlyList<ListedReport>>([]),
            Hub = Found(new HubFacts(Hub, ["0"], Ends(End("0", -1, isEmpty: true)), [])),
        };

    private static WorkerProblem Problem(string code) =>
        new(code, ProblemSeverity.Behind, "there", "it is away", "Bring it back", 3);
}
