using System.Text.Json;

namespace ModelData.Cli.DeadLetters;

/// <summary>What the first bytes of a letter say: enough for a list, without the event's body.</summary>
/// <param name="Reason">Why, in a word.</param>
/// <param name="Detail">Why, in words.</param>
/// <param name="EnqueuedTime">When the hub got the event.</param>
internal sealed record LetterSummary(string? Reason, string Detail, DateTimeOffset? EnqueuedTime)
{
    /// <summary>The members that matter come before the event's own properties: this many bytes hold them.</summary>
    public const int Length = 64 * 1024;

    /// <summary>Reads the beginning of a document. Never throws, whatever the bytes are.</summary>
    public static LetterSummary Read(ReadOnlySpan<byte> beginning)
    {
        string? reason = null;
        string detail = "";
        DateTimeOffset? enqueuedTime = null;
        var json = new Utf8JsonReader(beginning, isFinalBlock: false, default);
        try
        {
            while (json.Read() && json.CurrentDepth <= 1 && enqueuedTime is null)
            {
                if (json.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }
                string? name = json.GetString();
                if (!json.Read())
                {
                    break;
                }
                if (json.TokenType != JsonTokenType.String)
                {
                    continue;
                }
                switch (name)
                {
                    case "reason":
                        reason = json.GetString();
                        break;
                    case "detail":
                        detail = json.GetString() ?? "";
                        break;
                    case "enqueuedTime" when json.TryGetDateTimeOffset(out DateTimeOffset time):
                        enqueuedTime = time;
                        break;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // What was read before the damage stands.
        }
        return new LetterSummary(reason, detail, enqueuedTime);
    }
}
