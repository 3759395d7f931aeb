using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ModelData;

/// <summary>
/// Reads heartbeats, and never throws on foreign bytes. Equal addresses are mostly the same object. Not thread-safe: one reader per partition.
/// </summary>
public sealed class HeartbeatReader
{
    /// <summary>The most bytes of a payload: 4 KiB.</summary>
    public const int MaxBytes = 4 * 1024;

    private readonly AddressCache _addresses = new();
    private readonly string[] _names = new string[AttributeNames.Address.Length];

    /// <summary>Whether an event says that it is a heartbeat, of whatever version.</summary>
    /// <param name="properties">The event's application properties.</param>
    public static bool IsHeartbeat(IReadOnlyDictionary<string, object?>? properties) =>
        AttributeBag.TryOpen(properties, out AttributeBag attributes)
        && attributes.TryGetText(AttributeNames.Type, out string? type)
        && type == EventAttributes.HeartbeatType;

    /// <summary>Reads a heartbeat. Members of the payload that are not known are passed over.</summary>
    /// <param name="envelope">The event, for which <see cref="IsHeartbeat"/> holds.</param>
    /// <param name="beat">What it says.</param>
    /// <param name="problem">Why it cannot be read, for a person and fit for a log.</param>
    public bool TryRead(
        in EventEnvelope envelope,
        [NotNullWhen(true)] out Heartbeat? beat,
        [NotNullWhen(false)] out string? problem
    )
    {
        beat = null;
        if (!AttributeBag.TryOpen(envelope.Properties, out AttributeBag attributes))
        {
            problem = "There are no CloudEvents 1.0 attributes.";
            return false;
        }
        problem = FindProblem(envelope, attributes);
        Guid producer = default;
        if (
            problem is null
            && !(
                attributes.TryGetText(AttributeNames.ProducerId, out string? id)
                && Guid.TryParse(id, out producer)
                && producer != Guid.Empty
            )
        )
        {
            problem = $"The attribute {EventAttributes.ProducerId} is missing, or no GUID.";
        }
        CollectionAddress? address = problem is null ? ReadAddress(attributes, out problem) : null;
        HeartbeatBody? body = problem is null ? ReadBody(envelope.Body.Span, out problem) : null;
        if (problem is not null)
        {
            return false;
        }
        beat = new Heartbeat
        {
            Address = address!,
            ProducerId = producer,
            Host = body!.Host ?? "",
            Release = body.Release ?? "",
            State = body.State,
            Since = body.Since,
            Reason = body.Reason,
            Interval = TimeSpan.FromSeconds(body.IntervalSeconds),
            Total = body.Total,
            Recent = body.Recent with { Pending = 0 },
        };
        return true;
    }

    /// <summary>What is not legal in a payload; null when all of it is.</summary>
    internal static string? FindProblem(HeartbeatBody body) =>
        body.State is not { Length: > 0 and <= Heartbeat.MaxStateLength } || !body.State.All(char.IsAsciiLetter)
            ? $"The state is not 1 to {Heartbeat.MaxStateLength} letters."
        : body.IntervalSeconds < Heartbeat.MinInterval.TotalSeconds
        || body.IntervalSeconds > Heartbeat.MaxInterval.TotalSeconds
            ? $"The interval is not {Heartbeat.MinInterval.TotalSeconds} to {Heartbeat.MaxInterval.TotalSeconds} seconds."
        : body.Host?.Length > Heartbeat.MaxNameLength || body.Release?.Length > Heartbeat.MaxNameLength
            ? $"The host or the release has more than {Heartbeat.MaxNameLength} characters."
        : body.Reason?.Length > Heartbeat.MaxReasonLength
            ? $"The reason has more than {Heartbeat.MaxReasonLength} characters."
        : !body.Total.IsLegal || !body.Recent.IsLegal ? "A count is negative."
        : null;

    private static string? FindProblem(in EventEnvelope envelope, AttributeBag attributes)
    {
        attributes.TryGetText(AttributeNames.FormatVersion, out string? version);
        return version is null || !ModelData.FormatVersion.IsKnown(version, out _)
                ? $"The version of the heartbeat is {Shown.Text(version ?? "missing")}; this release reads {ModelData.FormatVersion.Major}.x."
            : !string.IsNullOrEmpty(envelope.ContentEncoding) ? "The payload is compressed; a heartbeat is plain JSON."
            : envelope.Body.Length > MaxBytes
                ? $"The payload has {envelope.Body.Length} bytes; at most {MaxBytes} are legal."
            : null;
    }

    private CollectionAddress? ReadAddress(AttributeBag attributes, out string? problem)
    {
        for (int i = 0; i < _names.Length; i++)
        {
            AttributeName name = AttributeNames.Address[i];
            if (!attributes.TryGetText(name, out string? text) || (text is null && i == AttributeNames.Model))
            {
                problem = $"The attribute {name.Name} is missing, or no text that can be a name.";
                return null;
            }
            _names[i] = text ?? CollectionAddress.DefaultName;
        }
        return _addresses.Find(_names, out problem);
    }

    private static HeartbeatBody? ReadBody(ReadOnlySpan<byte> utf8, out string? problem)
    {
        try
        {
            HeartbeatBody? body = JsonSerializer.Deserialize(utf8, HeartbeatJson.Default.HeartbeatBody);
            problem = body is null ? "The payload is null." : FindProblem(body);
            return body;
        }
        catch (JsonException exception)
        {
            problem = $"The payload is not the JSON of a heartbeat: {Shown.Text(exception.Message)}.";
            return null;
        }
    }
}
