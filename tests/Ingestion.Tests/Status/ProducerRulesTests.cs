using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Observing.Status;
using ModelData.Ingestion.Reading.Heartbeats;
using ModelData.Ingestion.Tests.Heartbeats;

namespace ModelData.Ingestion.Tests.Status;

[Trait("Level", "Unit")]
[Trait("Topic", "Observing")]
public sealed class ProducerRulesTests
{
    private readonly HeartbeatBook _book = new();

    [Fact]
    public void Judge_NobodyTells_ThereIsNothingToSay()
    {
        var status = PipelineRules.Judge(FactsBuilder.Well);
        Assert.Empty(status.Producers!);
        Assert.Equal((PipelineVerdict.Well, 0), (status.Verdict, status.Problems.Count));
    }

    [Fact]
    public void Judge_ReportsCannotBeRead_IsUnknown()
    {
        var problem = new ReportedProblem(ProblemCatalogue.StorageUnreachable, "state", "gone", "mend it", null);
        var status = PipelineRules.Judge(FactsBuilder.Well with { Heartbeats = new(null, problem) });
        Assert.Null(status.Producers);
        Assert.Equal(PipelineVerdict.Broken, status.Verdict);
    }

    [Fact]
    public void Judge_ProducersAreWell_AreListedWithoutAProblem()
    {
        Note(Beats.Of(1, total: new(5, 5, 0, 0, 0, 0, 0)), 130);
        Note(Beats.Of(1, total: new(9, 9, 0, 0, 0, 0, 0)), 10);
        var status = Judge();

        var producers = Assert.Single(status.Producers!);
        Assert.Equal(
            (1, 0, true, 9L),
            (producers.Producers, producers.Silent, producers.IsWhole, producers.Total.Sent)
        );
        Assert.Equal(TimeSpan.FromSeconds(10), producers.Age);
        Assert.Empty(status.Problems);
    }

    [Fact]
    public void Judge_ProducersLoseRows_IsSaidWithWhatTheySayAndIsNoVerdict()
    {
        Note(Beats.Of(1, state: "Refused", recent: new(5, 0, 2, 3, 0, 1, 0)), 10);
        Note(Beats.Of(2, identifier: "labels", recent: new(5, 0, 1, 0, 0, 0, 0)), 10);
        var status = Judge();

        var problem = Assert.Single(status.Problems);
        Assert.Equal(
            (ProblemCatalogue.ProducersLoseRows, "2 addresses, svc/model/1/inputs the first of them"),
            (problem.Kind, problem.Where)
        );
        Assert.Equal(
            "producers say that 7 rows were lost within the last 20 minutes before they reached the hub; one of them says: The hub does not answer",
            problem.Cause
        );
        // A stranger's word alone breaks nothing.
        Assert.Equal(PipelineVerdict.Well, status.Verdict);
    }

    [Fact]
    public void Judge_LossIsLongAgo_IsNoProblem()
    {
        Note(Beats.Of(1, state: Heartbeat.Ended, recent: new(5, 0, 2, 3, 0, 1, 0)), 2000);
        Assert.Empty(Judge().Problems);
    }

    [Fact]
    public void Judge_NobodyIsHeardAnyMore_AllAreSilentOnceEverythingIsRead()
    {
        Note(Beats.Of(1), 200);
        var status = Judge();
        Assert.Equal((1, 1), (status.Producers![0].Producers, status.Producers[0].Silent));
        Assert.Equal(ProblemCatalogue.ProducersSilent, Assert.Single(status.Problems).Kind);

        // With events to read, what was heard last says nothing of now.
        var behind = FactsBuilder.Well.With(FactsBuilder.End("0", last: 200), FactsBuilder.Done(99)) with
        {
            Heartbeats = FactsBuilder.Found<IReadOnlyList<HeartbeatReport>>([_book.Compose("0")]),
        };
        Assert.Equal(0, PipelineRules.Judge(behind).Producers![0].Silent);
    }

    [Fact]
    public void Judge_NobodyWasHeardForADay_IsForgotten()
    {
        Note(Beats.Of(1), 90_000);
        Assert.Empty(Judge().Producers!);
    }

    [Fact]
    public void Judge_ListensForLessThanAnInterval_ThereMayBeMore()
    {
        Note(Beats.Of(1), 20);
        Note(Beats.Of(2), 10);
        Assert.False(Judge().Producers![0].IsWhole);
    }

    private void Note(Heartbeat beat, double age) => _book.Note(beat, FactsBuilder.Now.AddSeconds(-age));

    private PipelineStatus Judge() =>
        PipelineRules.Judge(
            FactsBuilder.Well with
            {
                Heartbeats = FactsBuilder.Found<IReadOnlyList<HeartbeatReport>>([_book.Compose("0")]),
            }
        );
}
