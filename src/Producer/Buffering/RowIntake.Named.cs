using ModelData.Producer.Diagnostics;
using ModelData.Producer.Encoding;

namespace ModelData.Producer.Buffering;

/// <content>Rows whose values have names.</content>
internal sealed partial class RowIntake
{
    /// <summary>Takes one row of objects, which may name the features.</summary>
    /// <param name="values">The values.</param>
    /// <param name="names">The names that the features get with it; null where they have names.</param>
    /// <param name="stamp">What the rows of the call share.</param>
    /// <returns>Whether that is done with; not so where the features have got others meanwhile.</returns>
    /// <exception cref="ArgumentException">The names cannot be columns.</exception>
    public bool TakeNamed(ReadOnlySpan<object?> values, string[]? names, ref RowStamp stamp)
    {
        RowScratch scratch = RowScratch.Rent();
        // As with the width: a row that is refused for its values must not name the features.
        bool isRead = TryAppend(scratch, values);
        bool isNamed = !isRead || names is null || !MayName(names.Length, stamp) || TryName(names);
        if (isRead && isNamed)
        {
            Put(ValueKind.Mixed, scratch.Bytes, 0, 1, values.Length, ref stamp);
        }
        scratch.Return(IsRedacting);
        return isNamed;
    }

    private bool TryName(string[] names) =>
        (plan with { Features = new FeatureNames(names) }).Problem() is { } problem
            ? throw new ArgumentException(problem)
            : state.TryName(names);

    /// <summary>Refuses what follows behind the most rows that a call takes of a sequence.</summary>
    public void RefuseEndless(int limit) =>
        Refuse(
            RefusalReason.Endless,
            1,
            $"a sequence has more than {limit:N0} rows, and perhaps no end; those behind are not taken: collect it in parts."
        );
}
