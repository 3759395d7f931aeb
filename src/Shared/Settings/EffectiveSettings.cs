namespace ModelData;

/// <summary>What the settings of a web service come to for one of its collectors. Immutable; equal when all values are equal.</summary>
public sealed record EffectiveSettings
{
    /// <summary>Whether rows are collected; null when the document does not say.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Whether the app says more about its collection; null when the document does not say.</summary>
    public bool? Diagnostics { get; init; }

    /// <summary>Whether each process tells from time to time how its collection is; null when the document does not say.</summary>
    public bool? Heartbeat { get; init; }

    /// <summary>How often it does, in seconds; null when the document does not say.</summary>
    public int? HeartbeatSeconds { get; init; }

    /// <summary>The share of rows that is taken; null when the document does not say.</summary>
    public SamplingSettings? Sampling { get; init; }

    /// <summary>The columns that are redacted: each once, with the strongest method that was named, sorted by name.</summary>
    public IReadOnlyList<ColumnRedaction> Redaction { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(EffectiveSettings? other) =>
        other is not null
        && (Enabled, Diagnostics, Heartbeat, HeartbeatSeconds)
            == (other.Enabled, other.Diagnostics, other.Heartbeat, other.HeartbeatSeconds)
        && Sampling == other.Sampling
        && Redaction.SequenceEqual(other.Redaction);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Enabled, Diagnostics, Heartbeat, Sampling, Redaction.Count);
}
