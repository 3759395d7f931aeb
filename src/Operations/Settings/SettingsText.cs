using System.Globalization;

namespace ModelData.Operations.Settings;

/// <summary>Settings in the words that the document and the commands have for them.</summary>
public static class SettingsText
{
    public const string NotSaid = "(not said)";

    public static string Of(bool? value) =>
        value switch
        {
            true => "true",
            false => "false",
            null => NotSaid,
        };

    public static string Of(SamplingSettings? sampling) =>
        sampling is null
            ? NotSaid
            : string.Create(CultureInfo.InvariantCulture, $"{sampling.Rate:0.#########} by {sampling.Key}");

    public static string Of(RedactionMethod method) => method.ToString().ToLowerInvariant();

    public static string Of(IReadOnlyList<ColumnRedaction> redaction) =>
        redaction.Count == 0 ? NotSaid : string.Join(", ", redaction.Select(it => $"{it.Column} {Of(it.Method)}"));

    public static string Of(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("u", CultureInfo.InvariantCulture) ?? NotSaid;

    public static string OfSeconds(int seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds} s");

    public static string OfRevision(int revision) =>
        revision == 0 ? NotSaid : revision.ToString(CultureInfo.InvariantCulture);
}
