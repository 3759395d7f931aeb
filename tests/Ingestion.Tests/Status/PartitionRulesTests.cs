using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Observing.Status;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Reading.State;
using static ModelData.Ingestion.Tests.Status.FactsBuilder;

namespace ModelData.Ingestion.Tests.Status;

/// <summary>What is said of a partition, for each way that hub and blobs can stand to each other.</summary>
[Trait("Level", "Unit")]
public sealed class PartitionRulesTests
{
    [Fact]
    public void Judge_EverythingIsInFiles_NothingWaitsAndItIsWell()
    {
        var status = PipelineRules.Judge(Well);

        Assert.Equal((PipelineVerdict.Well, 0), (status.Verdict, status.Problems.Count));
        Assert.All(
            status.Partitions,
            it =>
                Assert.Equal(
                    (0L, TimeSpan.Zero, TimeSpan.Zero, Worker, "none"),
                    (it.Waiting, it.LagAtLeast, it.LagAtMost, it.Owner, it.LagText)
                )
        );
        Assert.Equal("Working: every row that arrived is in its file (1 worker on 2 partitions).", status.Summary);
    }

    [Theory]
    // One event waits: it is the last one, and that one's age is known.
    [InlineData(98, 4000, 1, 5, 5.0)]
    // Several: the oldest is younger than the last one that is done, and older than the last one.
    [InlineData(90, 45, 9, 5, 45.0)]
    // Nothing was ever done, and nothing says when the first one came.
    [InlineData(-1, 0, 100, 5, null)]
    public void Judge_EventsWait_LagIsBounded(long position, double doneAge, long waiting, double least, double? most)
    {
        var it = Of(Well.With(End("0"), Done(position, doneAge)), "0");

        Assert.Equal(waiting, it.Waiting);
        Assert.Equal(TimeSpan.FromSeconds(least), it.LagAtLeast);
        Assert.Equal(most is { } known ? TimeSpan.FromSeconds(known) : null, it.LagAtMost);
    }

    [Fact]
    public void Judge_WatermarkIsBeyondTheLastEvent_TheLagIsNotOlder()
    {
        var it = Of(Well.With(End("0"), Done(50, age: 9000, watermarkAge: 20)), "0");

        Assert.Equal(TimeSpan.FromSeconds(20), it.LagAtMost);
        Assert.Equal("5 s to 20 s", it.LagText);
    }

    [Fact]
    public void Judge_NoWorkerHasBegunWithAPartition_AllThatIsThereWaits()
    {
        var it = Of(Well.With(End("0", beginning: 40), state: null), "0");

        Assert.Equal((60L, 0L, null), (it.Waiting, it.Expired, it.DoneUpTo));
    }

    [Fact]
    public void Judge_HubIsSilent_LagIsUnknownAndNeverZero()
    {
        var facts = Well with
        {
            Hub = new(null, Problem(ProblemCatalogue.HubUnreachable)),
            UnknownFor = new Dictionary<string, TimeSpan> { ["0"] = TimeSpan.FromSeconds(40) },
        };

        var status = PipelineRules.Judge(facts);

        Assert.All(
            status.Partitions,
            it =>
                Assert.Equal(
                    (null, null, null, null, (long?)99),
                    (it.Waiting, it.LagAtLeast, it.LagAtMost, it.RetentionLeft, it.DoneUpTo)
                )
        );
        Assert.Equal("unknown for 40 s", status.Partitions[0].LagText);
        Assert.Equal("unknown", status.Partitions[1].LagText);
        Assert.Equal(PipelineVerdict.Broken, status.Verdict);
    }

    [Fact]
    public void Judge_StatesCannotBeRead_LagIsUnknown()
    {
        var status = PipelineRules.Judge(
            Well with
            {
                States = new(null, Problem(ProblemCatalogue.StorageUnreachable)),
            }
        );

        Assert.All(status.Partitions, it => Assert.Equal((null, null), (it.Waiting, it.LagAtLeast)));
        Assert.Equal(PipelineVerdict.Broken, status.Verdict);
    }

    [Theory]
    [InlineData(61, true)]
    [InlineData(59, false)]
    public void FindProblems_TheLastEventWaitsForLong_IsBehind(double age, bool isBehind)
    {
        var status = PipelineRules.Judge(Well.With(End("0", age: age), Done(98, age)));

        Assert.Equal(isBehind ? PipelineVerdict.Behind : PipelineVerdict.Well, status.Verdict);
        Assert.Equal(isBehind, Has(status, ProblemCatalogue.PartitionBehind));
    }

    // Busy, and the worker stands still: the last event is always young.
    [Fact]
    public void FindProblems_PositionIsOldAndEventsKeepComing_IsBehind() =>
        Assert.True(
            Has(
                PipelineRules.Judge(Well.With(End("0", last: 9000, age: 0), Done(98, 400))),
                ProblemCatalogue.PartitionBehind
            )
        );

    [Fact]
    public void FindProblems_TheHubDroppedWhatWasNotRead_SaysHowMuch()
    {
        var status = PipelineRules.Judge(Well.With(End("0", beginning: 60), Done(49, 5)));

        var it = Assert.Single(status.Problems, it => it.Kind == ProblemCatalogue.RowsExpired);
        Assert.Equal("the hub dropped 10 events before they were read", it.Cause);
        Assert.Equal((10L, 40L), (Partition(status, "0").Expired, Partition(status, "0").Waiting));
        Assert.Equal(PipelineVerdict.Broken, status.Verdict);
    }

    // What was read is not lost when the hub drops it.
    [Fact]
    public void FindProblems_TheHubDroppedWhatWasRead_IsWell() =>
        Assert.Equal(
            PipelineVerdict.Well,
            PipelineRules.Judge(Well.With(End("0", beginning: 100, isEmpty: true), Done(99))).Verdict
        );

    [Theory]
    [InlineData(20, true)]
    [InlineData(16, false)]
    public void FindProblems_RetentionRunsOut_IsSaidBeforeRowsAreLost(double hours, bool isSaid)
    {
        var status = PipelineRules.Judge(
            Well.With(End("0", age: hours * 3600), Done(98, hours * 3600)) with
            {
                Retention = TimeSpan.FromHours(24),
            }
        );

        Assert.Equal(isSaid, Has(status, ProblemCatalogue.RetentionRunningOut));
        Assert.Equal(TimeSpan.FromHours(24 - hours), Partition(status, "0").RetentionLeft);
    }

    [Fact]
    public void Judge_RetentionIsNotKnown_WhatIsLeftIsUnknown()
    {
        var it = Of(Well.With(End("0", age: 9000), Done(98, 9000)), "0");

        Assert.Null(it.RetentionLeft);
    }

    [Theory]
    [InlineData(31, true)]
    [InlineData(29, false)]
    public void FindProblems_NobodyHoldsAPartitionWhereEventsWait_IsSaid(double age, bool isSaid)
    {
        var facts = Well.With(End("0"), Done(98)) with
        {
            Owners = Found(new OwnershipListing(Now, [Held("0", age), Held("1")])),
        };

        var status = PipelineRules.Judge(facts);

        Assert.Equal(isSaid, Has(status, ProblemCatalogue.PartitionUnowned));
        Assert.Equal(isSaid ? null : Worker, Partition(status, "0").Owner);
    }

    [Fact]
    public void FindProblems_StateOfAnotherLifeOfTheHub_IsSaidAndItsPositionMeansNothing()
    {
        var facts = Well.With(End("0"), Done(5000) with { Incarnation = "0123456789abcdef" });

        var status = PipelineRules.Judge(facts);

        Assert.True(Has(status, ProblemCatalogue.PositionOfAnotherHub));
        Assert.Equal((100L, null), (Partition(status, "0").Waiting, Partition(status, "0").DoneUpTo));
    }

    // A worker that is new to the group begins with what is there: what had gone before was never its own.
    [Fact]
    public void Judge_StateOfAWorkerThatHasDoneNothingYet_NothingIsSaidToBeLost()
    {
        var it = Of(Well.With(End("0", beginning: 40), Done(-1)), "0");
        var empty = Of(Well.With(End("0", beginning: 100, isEmpty: true), Done(-1)), "0");

        Assert.Equal((60L, 0L), (it.Waiting, it.Expired));
        Assert.Equal((0L, 0L), (empty.Waiting, empty.Expired));
    }

    [Fact]
    public void FindProblems_StateIsBeyondTheEndOfTheHub_IsSaidAndNotTakenForDone()
    {
        var status = PipelineRules.Judge(Well.With(End("0", last: 50), Done(99)));

        Assert.True(Has(status, ProblemCatalogue.PositionOfAnotherHub));
        Assert.Equal(PipelineVerdict.Broken, status.Verdict);
    }

    [Fact]
    public void Judge_NothingSaysWhenTheFirstEventCame_TheSummaryIsALowerBound() =>
        Assert.Contains(
            "is at least 5 s old",
            PipelineRules.Judge(Well.With(End("0"), Done(-1))).Summary,
            StringComparison.Ordinal
        );

    [Fact]
    public void FindProblems_SeveralPartitionsHaveTheSame_TheOldestIsNamed()
    {
        var facts = Well with
        {
            Hub = Found(new HubFacts(Hub, ["0", "1"], Ends(End("0", age: 70), End("1", age: 7000)), [])),
            States = Found(States(("0", Done(98, 70)), ("1", Done(98, 7000)))),
        };

        var it = Assert.Single(PipelineRules.Judge(facts).Problems);
        Assert.Equal("2 partitions, partition 1 the first of them", it.Where);
    }

    // Damaged, or of a newer release: nothing says that no worker has begun with it.
    [Fact]
    public void FindProblems_AStateCannotBeRead_ItIsSaidAndTheLagIsUnknown()
    {
        var status = PipelineRules.Judge(Well with { States = Found(States(("0", null), ("1", Done(99)))) });

        Assert.True(Has(status, ProblemCatalogue.PositionUnknown));
        Assert.Equal((null, "unknown"), (Partition(status, "0").Waiting, Partition(status, "0").LagText));
    }

    [Fact]
    public void FindProblems_OnePartitionDoesNotAnswer_ItIsSaidAndTheOthersAreKnown()
    {
        var facts = Well with
        {
            Hub = Found(
                new HubFacts(
                    Hub,
                    ["0", "1"],
                    Ends(End("1")),
                    [Problem(ProblemCatalogue.HubUnreachable) with { Where = "partition 0" }]
                )
            ),
        };

        var status = PipelineRules.Judge(facts);

        Assert.Equal("partition 0", Assert.Single(status.Problems).Where);
        Assert.Equal((null, 0L), (Partition(status, "0").Waiting, Partition(status, "1").Waiting));
    }

    [Fact]
    public void Judge_MarkersCannotBeListed_AddressesAreUnknownAndNotNone() =>
        Assert.Null(
            PipelineRules
                .Judge(Well with { OpenFolders = new(null, Problem(ProblemCatalogue.StorageUnreachable)) })
                .Addresses
        );

    [Fact]
    public void Judge_ClockOfTheHubIsAheadOfTheStorages_NoAgeIsNegative()
    {
        var it = Of(Well.With(End("0", age: -90), Done(98, -80)), "0");

        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (it.LagAtLeast, it.LagAtMost));
    }

    [Fact]
    public void Judge_AnyOrderOfFacts_PartitionsAreInTheOrderOfTheirNumbers()
    {
        string[] ids = [.. Enumerable.Range(0, 12).Select(it => $"{11 - it}")];

        var status = PipelineRules.Judge(Well with { Hub = Found(new HubFacts(Hub, ids, Ends(), [])) });

        Assert.Equal(Enumerable.Range(0, 12).Select(it => $"{it}"), status.Partitions.Select(it => it.PartitionId));
    }

    private static PartitionStatus Of(PipelineFacts facts, string id) => Partition(PipelineRules.Judge(facts), id);

    private static PartitionStatus Partition(PipelineStatus status, string id) =>
        status.Partitions.Single(it => it.PartitionId == id);

    private static bool Has(PipelineStatus status, KnownProblem kind) => status.Problems.Any(it => it.Kind == kind);

    private static ReportedProblem Problem(KnownProblem kind) =>
        new(kind, "there", "it is away", "Bring it back", null);
}
