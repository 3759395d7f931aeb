using ModelData.Fuzz.Targets;

namespace ModelData.Fuzz;

/// <summary>All targets by name.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyDictionary<string, FuzzTarget> All { get; } =
        new FuzzTarget[]
        {
            new EventTarget(),
            new StoredEventTarget(),
            new FrameTarget(),
            new SaslTarget(),
            new FilterTarget(),
            new TokenTarget(),
            new WebTokenTarget(),
            new WebSocketTarget(),
            new CsvRowsTarget(),
            new BrotliRowsTarget(),
            new JsonRowsTarget(),
            new AttributesTarget(),
            new StateTarget(),
            new SequencesTarget(),
            new MarkerTarget(),
            new ManifestTarget(),
            new SchemasTarget(),
            new SettingsTarget(),
            new FooterTarget(),
            new LetterTarget(),
            new PackIndexTarget(),
            new BlobNameTarget(),
            new ConnectionStringTarget(),
            new ContextTarget(),
            new FaultPlanTarget(),
            new PeerTextTarget(),
        }.ToDictionary(target => target.Name);
}
