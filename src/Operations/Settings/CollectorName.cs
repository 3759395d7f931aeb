namespace ModelData.Operations.Settings;

/// <summary>Which collectors of a web service are meant: each a name, exactly, or <c>*</c> for any.</summary>
public sealed record CollectorName(string Model, string Version, string Identifier)
{
    public static CollectorName Of(CollectorSettings entry) => new(entry.Model, entry.Version, entry.Identifier);

    /// <summary>An entry that says nothing yet.</summary>
    public CollectorSettings Entry() =>
        new()
        {
            Model = Model,
            Version = Version,
            Identifier = Identifier,
        };

    /// <summary>Whether there can be a collector that both speak of.</summary>
    public bool Meets(CollectorName other) =>
        Meets(Model, other.Model) && Meets(Version, other.Version) && Meets(Identifier, other.Identifier);

    /// <summary>The names as a person reads them.</summary>
    public override string ToString() => $"model {Model}, version {Version}, identifier {Identifier}";

    private static bool Meets(string one, string other) =>
        one == CollectorSettings.Any || other == CollectorSettings.Any || one == other;
}
