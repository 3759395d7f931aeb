using System.Globalization;
using System.Text;

namespace ModelData.Fuzz.Targets;

/// <summary>The attributes of an event of good rows: a line each, with its name, a sign for its type, and its value.</summary>
internal sealed class AttributesTarget : RowsTarget
{
    private static readonly byte[] Rows = Encoding.ASCII.GetBytes(
        "$Timestamp,$CorrelationId,$RequestId,age\n2026-11-23T05:41:11.123456Z,,00000000-0000-0000-0000-000000000000,1\n"
    );

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        "cloudEvents:"u8.ToArray(),
        "cloudEvents_"u8.ToArray(),
        "ce-"u8.ToArray(),
        "columntypes"u8.ToArray(),
        "rowcount"u8.ToArray(),
        "producerid"u8.ToArray(),
        "redacted"u8.ToArray(),
        "redactionkey"u8.ToArray(),
        "samplerate"u8.ToArray(),
        "c:mask,"u8.ToArray(),
        "0:hash"u8.ToArray(),
        "batchsequence"u8.ToArray(),
        "subscription"u8.ToArray(),
        ".."u8.ToArray(),
        "/"u8.ToArray(),
        "%2F"u8.ToArray(),
        "-1"u8.ToArray(),
        "9999-12-31"u8.ToArray(),
        "99999999999999999999"u8.ToArray(),
        "é😀"u8.ToArray(),
        Encoding.ASCII.GetBytes(new string('x', 200)),
    ];

    public override byte[] Create(Random random)
    {
        Dictionary<string, object?> attributes = Attributes();
        attributes["cloudEvents:rowcount"] = 1;
        attributes["cloudEvents:columntypes"] = "l";
        attributes["cloudEvents:producerid"] = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
        attributes["cloudEvents:batchsequence"] = "7";
        if (random.Next(3) == 0)
        {
            attributes["cloudEvents:columntypes"] = "s";
            attributes["cloudEvents:redacted"] = random.Next(2) == 0 ? "c:mask,0:hash" : "0:hash";
            attributes["cloudEvents:redactionkey"] = "k1";
            attributes["cloudEvents:samplerate"] = "0.1";
        }
        attributes["cloudEvents:time"] = "2026-11-23T05:41:11.123456Z";
        attributes["cloudEvents:webservice"] = $"service {random.Next(5)}";
        return Encoding.UTF8.GetBytes(
            string.Concat(attributes.Select(pair => $"{pair.Key}\t{(pair.Value is int ? 'i' : 's')}{pair.Value}\n"))
        );
    }

    public override void Check(byte[] input, bool isUntouched)
    {
        var attributes = new Dictionary<string, object?>();
        foreach (string line in Encoding.UTF8.GetString(input).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split('\t', 2);
            attributes[parts[0]] =
                parts.Length < 2 || parts[1].Length == 0 ? null : ToValue(parts[1][0], parts[1][1..]);
        }

        CheckEvent(new EventEnvelope(attributes, "text/csv", null, Rows, Enqueued), isUntouched);
    }

    private static object? ToValue(char type, string text) =>
        (type, long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number)) switch
        {
            ('s', _) => text,
            ('i', true) => number is >= int.MinValue and <= int.MaxValue ? (int)number : number,
            ('d', true) => (double)number,
            ('b', _) => true,
            ('B', _) => Encoding.UTF8.GetBytes(text),
            ('t', true) => DateTime.UnixEpoch,
            ('l', _) => new object?[] { text, null },
            _ => null,
        };
}
