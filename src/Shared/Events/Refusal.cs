namespace ModelData;

/// <summary>Why an event was not understood. Immutable.</summary>
/// <param name="Reason">A short, stable name for counting, for example <c>row-count-mismatch</c>.</param>
/// <param name="Detail">What was found, where, and what is accepted, for a person. Holds no payload, but for names of columns: fit for a log.</param>
public sealed record Refusal(string Reason, string Detail)
{
    /// <summary>What was refused, cut and quoted. It is payload: it belongs into the dead letter, and never into a log.</summary>
    public string? Found { get; init; }

    /// <summary>The detail with what was found, for the dead letter.</summary>
    public string DetailWithFound => Found is null ? Detail : $"{Detail} Found: {Found}";
}
