using System.Text.Json;
using ModelData.Cli.Output;

namespace ModelData.Cli.Services;

/// <summary>What came of a change.</summary>
/// <param name="Service">The web service.</param>
/// <param name="Settings">What is written, or would be, or was there; null when there was and is no document.</param>
/// <param name="Differences">The former and the new values.</param>
/// <param name="IsNew">Whether there was no document before.</param>
/// <param name="IsDryRun">Whether nothing was to be written.</param>
internal sealed record ChangeOutcome(
    ServiceName Service,
    ServiceSettings? Settings,
    IReadOnlyList<SettingsDifference> Differences,
    bool IsNew,
    bool IsDryRun
)
{
    private bool IsChange => Differences.Count > 0;

    public string ToText()
    {
        if (Settings is null)
        {
            return $"{Service}: there is no document, and this would say nothing: nothing is written.\n";
        }
        string revision =
            $"revision {SettingsText.OfRevision(Settings.Revision)}, by {Settings.ChangedBy ?? SettingsText.NotSaid}";
        if (!IsChange)
        {
            return Printable.Line($"{Service}: it is so already, and nothing is written: {revision}") + "\n";
        }
        string made = IsNew ? "a new document, " : "";
        string line = Printable.Line($"{Service}: {string.Join("; ", Differences)}, {made}{revision}") + "\n";
        return IsDryRun ? $"{line}Nothing is written. This would be:\n{DocumentJson.Of(Settings)}" : line;
    }

    public string ToJson() =>
        DocumentJson.Of(
            Service,
            Settings,
            json =>
            {
                json.WriteBoolean("written", IsChange && !IsDryRun);
                json.WriteBoolean("new", IsChange && IsNew);
                json.WriteStartArray("changes");
                foreach (SettingsDifference it in Differences)
                {
                    json.WriteStartObject();
                    json.WriteString("what", it.What);
                    json.WriteString("before", it.Before);
                    json.WriteString("after", it.After);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }
        );
}
