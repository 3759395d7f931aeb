using System.Text.Json;
using ModelData.Ingestion.Reading.DeadLetters;

namespace ModelData.Operations.DeadLetters;

/// <summary>What the first bytes of a letter say: enough for a list, without the event's body.</summary>
/// <param name="Reason">Why, in a word.</param>
/// <param name="Detail">Why, in words.</param>
/// <param name="EnqueuedTime">When the hub got the event.</param>
/// <param name="Address">The seven names of the address that the event names; empty when it names none.</param>
internal sealed record LetterSummary(
    string? Reason,
    string Detail,
    DateTimeOffset? EnqueuedTime,
    IReadOnlyList<string> Address
)
{
    /// <summary>
    /// The members that matter come before the event's own properties: this many bytes hold them, and the properties of any event that
    /// somebody means to be understood.
    /// </summary>
    public const int Length = 64 * 1024;

    /// <summary>Reads the beginning of a document. Never throws, whatever the bytes are.</summary>
    public static LetterSummary Read(ReadOnlySpan<byte> beginning)
    {
        string? reason = null;
        string detail = "";
        DateTimeOffset? enqueuedTime = null;
        var properties = new Dictionary<string, object?>(StringComparer.Ordinal);
        var json = new Utf8JsonReader(beginning, isFinalBlock: false, default);
        try
        {
            while (json.Read() && json.CurrentDepth <= 1)
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
                if (name == "properties" && json.TokenType == JsonTokenType.StartObject)
                {
                    ReadProperties(ref json, properties);
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
        return new LetterSummary(reason, detail, enqueuedTime, LetterAddress.Of(properties));
    }

    // A name, and an object of its type and its value. A name may stand there twice: readers of events take the first.
    private static void ReadProperties(ref Utf8JsonReader json, Dictionary<string, object?> properties)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                return;
            }
            int depth = json.CurrentDepth;
            while (json.Read() && json.CurrentDepth > depth)
            {
                if (
                    json.TokenType == JsonTokenType.PropertyName
                    && json.ValueTextEquals("value")
                    && json.Read()
                    && json.TokenType == JsonTokenType.String
                )
                {
                    properties.TryAdd(name, json.GetString());
                }
            }
        }
    }
}
