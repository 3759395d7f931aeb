namespace ModelData;

/// <summary>What the settings of a web service say of some of its collectors. Immutable; equal when all values are equal.</summary>
public sealed record CollectorSettings
{
    /// <summary>The name that stands for every name: <c>*</c>.</summary>
    public const string Any = "*";

    /// <summary>The model, exactly, or <see cref="Any"/>.</summary>
    public required string Model { get; init; }

    /// <summary>The model's version, exactly, or <see cref="Any"/>. Default: any.</summary>
    public string Version { get; init; } = Any;

    /// <summary>What is collected, exactly, for example <c>inputs</c>, or <see cref="Any"/>.</summary>
    public required string Identifier { get; init; }

    /// <summary>Whether rows are collected: off wins over everything that says on. Default: nothing is said.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The share of rows, in place of what stands before. Default: nothing is said.</summary>
    public SamplingSettings? Sampling { get; init; }

    /// <summary>Columns that are redacted beside those that are named elsewhere. Default: none.</summary>
    public IReadOnlyList<ColumnRedaction> Redaction { get; init; } = [];

    internal UnknownMembers Unknown { get; init; } = UnknownMembers.None;

    /// <summary>Whether it speaks of an address. Case counts.</summary>
    /// <param name="address">An address of the web service.</param>
    public bool Matches(CollectionAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Covers(Model, address.Model)
            && Covers(Version, address.Version)
            && Covers(Identifier, address.Identifier);
    }

    /// <inheritdoc/>
    public bool Equals(CollectorSettings? other) =>
        other is not null
        && (Model, Version, Identifier, Enabled) == (other.Model, other.Version, other.Identifier, other.Enabled)
        && Sampling == other.Sampling
        && Redaction.SequenceEqual(other.Redaction)
        && Unknown.Equals(other.Unknown);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Model, Version, Identifier, Enabled, Redaction.Count);

    private static bool Covers(string pattern, string name) => pattern == Any || pattern == name;
}
