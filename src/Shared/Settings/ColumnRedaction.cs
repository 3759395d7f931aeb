namespace ModelData;

/// <summary>A column whose values do not leave the process as they are. Immutable.</summary>
/// <param name="Column">
/// The column's name; <c>$CorrelationId</c> is one too. Not <c>$Timestamp</c> and <c>$RequestId</c>: rows are filed and joined by these.
/// </param>
/// <param name="Method">What becomes of them.</param>
public sealed record ColumnRedaction(string Column, RedactionMethod Method)
{
    internal UnknownMembers Unknown { get; init; } = UnknownMembers.None;

    /// <summary>Lays lists of redactions over each other: none of them can weaken another.</summary>
    /// <param name="redactions">The redactions of all lists, in any order.</param>
    /// <returns>Each column once with the strongest of its methods, sorted by name (ordinal).</returns>
    public static IReadOnlyList<ColumnRedaction> Union(IEnumerable<ColumnRedaction> redactions)
    {
        ArgumentNullException.ThrowIfNull(redactions);
        SortedDictionary<string, RedactionMethod> strongest = new(StringComparer.Ordinal);
        foreach (ColumnRedaction it in redactions)
        {
            if (!strongest.TryGetValue(it.Column, out RedactionMethod before) || before < it.Method)
            {
                strongest[it.Column] = it.Method;
            }
        }
        return [.. strongest.Select(it => new ColumnRedaction(it.Key, it.Value))];
    }
}
