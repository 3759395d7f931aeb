using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests;

/// <summary>What became of one call of Collect: what was sent, or why it was refused.</summary>
/// <param name="Types">The types of the columns, a letter each.</param>
/// <param name="Rows">The rows as sent, without the system columns.</param>
/// <param name="Refused">The reasons, each with the number of rows.</param>
/// <param name="Log">What was said about them.</param>
/// <param name="Context">What Collect returned.</param>
/// <param name="SystemColumns">Of each row.</param>
internal sealed record Taken(
    string Types,
    IReadOnlyList<string> Rows,
    IReadOnlyDictionary<RefusalReason, long> Refused,
    string Log,
    CollectionContext Context,
    IReadOnlyList<string> SystemColumns
)
{
    public static async Task<Taken> ByAsync(
        Func<ModelDataCollector, CollectionContext> collect,
        IReadOnlyList<string>? featureNames = null
    )
    {
        TestProcess process = new();
        await using ModelDataCollector collector = process.Collector(featureNames: featureNames);
        CollectionContext context = collect(collector);
        await process.FlushAsync(collector);
        return new(
            string.Join(' ', process.Hub.Stored.Select(each => each.ColumnTypes)),
            [.. process.Hub.Rows.Select(StoredEvent.Features)],
            Enum.GetValues<RefusalReason>()
                .Where(reason => collector.Counters.Of(reason) > 0)
                .ToDictionary(reason => reason, collector.Counters.Of),
            string.Join('\n', process.Log.Entries.Select(entry => entry.Text).Where(text => text.Contains("refused"))),
            context,
            [.. process.Hub.Rows.Select(row => string.Join(',', row.Split(',', 4)[..3]))]
        );
    }

    public void IsRows(string types, params string[] rows)
    {
        Assert.Empty(Refused);
        Assert.Equal(rows, Rows);
        Assert.Equal(types, Types);
    }

    public void IsRefused(RefusalReason reason, string mend, long rows = 1)
    {
        Assert.Empty(Rows);
        Assert.Equal([new(reason, rows)], Refused);
        Assert.Contains(mend, Log, StringComparison.Ordinal);
    }

    public void IsRefusedBeside(string row, string mend, RefusalReason reason = RefusalReason.Shape, long rows = 1)
    {
        Assert.Equal([row], Rows);
        Assert.Equal([new(reason, rows)], Refused);
        Assert.Contains(mend, Log, StringComparison.Ordinal);
    }
}
