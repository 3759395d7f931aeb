using ModelData.Ingestion.Reading;
using ModelData.Ingestion.Reading.DeadLetters;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.DeadLetters;

/// <summary>The reasons that the worker itself has stand in the page beside those of the format.</summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Docs")]
public sealed class ReasonTests
{
    public static TheoryData<string> Reasons =>
        [DayCheck.Reason, BodyCheck.Reason, BodyCheck.UnreadableReason, RefusedRows.Reason, SequenceGap.Reason];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void EventFormat_ReasonOfTheWorker_HasItsRow(string reason) =>
        Assert.Contains(
            $"\n| `{reason}` |",
            File.ReadAllText(Path.Combine(Repository.Root, "docs", "event-format.md")),
            StringComparison.Ordinal
        );
}
