using System.Globalization;
using System.Text.Json;

namespace ModelData;

/// <summary>Makes events of heartbeats. Thread-safe.</summary>
public static class HeartbeatWriter
{
    /// <summary>The version of heartbeats that is written: <c>1.0</c>. It has nothing to do with that of events with rows.</summary>
    public const string FormatVersion = "1.0";

    /// <summary>Makes an event. Texts that are too long are cut.</summary>
    /// <param name="beat">The heartbeat.</param>
    /// <param name="number">The number of the heartbeat among those of its producer and address: with both it makes the event's id.</param>
    /// <param name="time">When it was made.</param>
    /// <exception cref="ArgumentException">A count, the interval or the state is not legal.</exception>
    public static EncodedHeartbeat Write(Heartbeat beat, long number, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(beat);
        HeartbeatBody body = new()
        {
            Host = Cut(beat.Host, Heartbeat.MaxNameLength),
            Release = Cut(beat.Release, Heartbeat.MaxNameLength),
            State = beat.State,
            Since = beat.Since?.ToUniversalTime(),
            Reason = beat.Reason is { } reason ? Cut(reason, Heartbeat.MaxReasonLength) : null,
            IntervalSeconds = (long)beat.Interval.TotalSeconds,
            Total = beat.Total,
            Recent = beat.Recent,
        };
        return HeartbeatReader.FindProblem(body) is { } problem
            ? throw new ArgumentException(problem, nameof(beat))
            : new EncodedHeartbeat(
                JsonSerializer.SerializeToUtf8Bytes(body, HeartbeatJson.Default.HeartbeatBody),
                Describe(beat, number, time),
                beat.Address.PartitionKey
            );
    }

    private static List<KeyValuePair<string, object>> Describe(Heartbeat beat, long number, DateTimeOffset time)
    {
        string producer = beat.ProducerId.ToString("D");
        List<KeyValuePair<string, object>> properties = EventProperties.Of(
            EventAttributes.HeartbeatType,
            FormatVersion,
            string.Create(CultureInfo.InvariantCulture, $"{producer}/heartbeat/{number}"),
            time,
            beat.Address
        );
        properties.Add(EventProperties.Attribute(EventAttributes.ProducerId, producer));
        return properties;
    }

    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
