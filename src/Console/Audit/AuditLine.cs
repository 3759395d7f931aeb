using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelData.Console.Audit;

/// <summary>A line of the audit: what was intended, or what came of it. Lines of one id belong together.</summary>
/// <param name="Id">The id.</param>
/// <param name="State"><c>intended</c> or <c>done</c>.</param>
/// <param name="At">When.</param>
/// <param name="Who">Who.</param>
/// <param name="Action">What, in a word.</param>
/// <param name="Detail">What exactly, or what came of it.</param>
internal sealed record AuditLine(string Id, string State, DateTimeOffset At, string Who, string Action, string Detail)
{
    public const string Intended = "intended";
    public const string Done = "done";

    public byte[] ToUtf8() => [.. JsonSerializer.SerializeToUtf8Bytes(this, AuditJson.Default.AuditLine), (byte)'\n'];

    /// <summary>Reads a line; null when it is none. Never throws, whatever the bytes are.</summary>
    public static AuditLine? TryRead(ReadOnlySpan<byte> line)
    {
        try
        {
            AuditLine? read = JsonSerializer.Deserialize(line, AuditJson.Default.AuditLine);
            return read is { Id: not null, State: not null, Who: not null, Action: not null, Detail: not null }
                ? read
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AuditLine))]
internal sealed partial class AuditJson : JsonSerializerContext;
