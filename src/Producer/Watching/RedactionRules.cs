using ModelData.Producer.Buffering;
using ModelData.Producer.Configuration;
using ModelData.Producer.Encoding;

namespace ModelData.Producer.Watching;

/// <summary>What code, configuration and settings document come to for the redaction of one collector: each adds, and none weakens another.</summary>
internal static class RedactionRules
{
    /// <param name="options">The options.</param>
    /// <param name="document">The document; null where none is known.</param>
    /// <param name="state">The collector.</param>
    /// <param name="redactor">What redacts; null where nothing is redacted, or it cannot be.</param>
    /// <returns>Why the collector must stay off and what to do, for a person; null when it need not.</returns>
    public static string? Read(
        ModelDataCollectorOptions options,
        ServiceSettings? document,
        CollectorState state,
        out RowRedactor? redactor
    )
    {
        redactor = null;
        if (options.Problems.ConcernRedaction)
        {
            // That was said; what is to be redacted is not known.
            return "";
        }
        RedactionKey? key = RedactionKey.From(options);
        RedactedColumns? columns = RedactedColumns.From(
            ColumnRedaction.Union([
                .. options.RedactionOf(state.Address),
                .. document?.For(state.Address).Redaction ?? [],
            ]),
            state.Features,
            key?.Id,
            out List<string> missing
        );
        if (missing.Count > 0)
        {
            state.SayMissing(string.Join(", ", missing.Select(name => Describe(name, state.Features))));
        }
        return columns is null || RowRedactor.TryCreate(columns, state.Features, key, out redactor, out string? problem)
            ? null
            : problem;
    }

    private static string Describe(string name, FeatureNames features) =>
        features.FindNearest(name) is { } near ? $"{name} (but there is {near})" : name;
}
