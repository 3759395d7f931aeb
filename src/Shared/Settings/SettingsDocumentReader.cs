using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace ModelData;

/// <summary>Reads <see cref="ServiceSettings"/> from JSON; keeps the first thing that is wrong.</summary>
internal static class SettingsDocumentReader
{
    // Which of two members of one name holds would be a guess.
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    public static bool TryRead(
        ReadOnlySpan<byte> utf8,
        [NotNullWhen(true)] out ServiceSettings? settings,
        [NotNullWhen(false)] out SettingsProblem? problem
    )
    {
        settings = null;
        problem = null;
        if (utf8.Length > ServiceSettings.MaxBytes)
        {
            problem = Malformed(
                $"The settings document is longer than {ServiceSettings.MaxBytes} bytes, which is the most that is accepted."
            );
            return false;
        }
        // Editors write one.
        utf8 = utf8.StartsWith(ByteOrderMark) ? utf8[ByteOrderMark.Length..] : utf8;
        if (!Utf8.IsValid(utf8))
        {
            problem = Malformed("The settings document is not UTF-8.");
            return false;
        }
        try
        {
            CheckTexts(utf8);
            using JsonDocument document = JsonDocument.Parse(utf8.ToArray(), Options);
            problem = VersionProblem(document.RootElement);
            if (problem is null)
            {
                string? first = null;
                SettingsObject root = new(document.RootElement, "", SettingsMembers.OfService, text => first ??= text);
                ServiceSettings read = SettingsObjectReader.Service(root);
                problem = first is null ? null : Malformed(first);
                settings = problem is null ? read : null;
            }
        }
        catch (JsonException exception)
        {
            problem = Malformed(
                exception.LineNumber is null
                    ? "The settings document names a member twice."
                    : $"The settings document is not JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}."
            );
        }
        catch (InvalidOperationException)
        {
            problem = Malformed("A text of the settings document holds half of a surrogate pair.");
        }
        return problem is null && settings is not null;
    }

    // The parser looks behind escapes only when it is asked for a text; then it throws.
    private static void CheckTexts(ReadOnlySpan<byte> utf8)
    {
        Utf8JsonReader reader = new(utf8);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                _ = reader.GetString();
            }
        }
    }

    // Before anything else: in a newer version, everything else may be otherwise.
    private static SettingsProblem? VersionProblem(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return Malformed($"The settings document is {SettingsObject.Show(root)}; an object is accepted.");
        }
        if (!root.TryGetProperty(SettingsMembers.Version, out JsonElement version))
        {
            return Malformed(
                $"The settings document has no version; \"version\": {ServiceSettings.Version} is accepted."
            );
        }
        if (version.ValueKind == JsonValueKind.Number && version.TryGetInt64(out long number))
        {
            if (number == ServiceSettings.Version)
            {
                return null;
            }
            if (number > ServiceSettings.Version)
            {
                string text =
                    $"The settings document is of version {number}; this release reads {ServiceSettings.Version}. A newer one reads it.";
                return new SettingsProblem(IsNewerVersion: true, text);
            }
        }
        return Malformed($"version is {SettingsObject.Show(version)}; {ServiceSettings.Version} is accepted.");
    }

    private static SettingsProblem Malformed(string text) => new(IsNewerVersion: false, text);
}
