namespace ModelData.Interop.Wire;

/// <summary>A field as both clients send it.</summary>
/// <param name="Step">The frame.</param>
/// <param name="Field">The field.</param>
/// <param name="Ours">What our client sends; null for nothing.</param>
/// <param name="Theirs">What the official one sends; null for nothing.</param>
internal sealed record WireDifference(string Step, string Field, string? Ours, string? Theirs)
{
    public bool IsEqual => Ours == Theirs;

    /// <summary>Why they differ.</summary>
    public string? Reason => WireReasons.All.GetValueOrDefault((Step, Field));

    /// <summary>Compares a frame field by field.</summary>
    public static IEnumerable<WireDifference> Between(string step, WireFrame ours, WireFrame theirs)
    {
        var left = WireText.Describe(ours);
        var right = WireText.Describe(theirs);
        return left
            .Keys.Union(right.Keys)
            .Order(StringComparer.Ordinal)
            .Select(field => new WireDifference(
                step,
                field,
                left.GetValueOrDefault(field),
                right.GetValueOrDefault(field)
            ));
    }
}
