using System.Text;

namespace ModelData.Fuzz.Targets;

/// <summary>Rows as CSV.</summary>
internal sealed class CsvRowsTarget : RowsTarget
{
    private static readonly string[] Values =
    [
        "",
        "1",
        "-0.5",
        "Oslo",
        "\"a,b\"",
        "\"say \"\"x\"\"\"",
        "\"two\r\nlines\"",
        "模型 😀",
        " ",
    ];

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        "\""u8.ToArray(),
        "\"\""u8.ToArray(),
        "\"\"\""u8.ToArray(),
        ","u8.ToArray(),
        "\n"u8.ToArray(),
        "\r\n"u8.ToArray(),
        "\r"u8.ToArray(),
        "\0"u8.ToArray(),
        [0xEF, 0xBB, 0xBF],
        [0xC3],
        [0xF5, 0x80],
        "\u2028"u8.ToArray(),
        "$Timestamp"u8.ToArray(),
        "age"u8.ToArray(),
        Encoding.ASCII.GetBytes(new string('9', 70)),
    ];

    public override byte[] Create(Random random)
    {
        var text = new StringBuilder("$Timestamp,$CorrelationId,$RequestId,age,city\n");
        for (int i = random.Next(12); i >= 0; i--)
        {
            text.Append("2026-11-23T05:41:11.123456Z,,00000000-0000-0000-0000-000000000000,")
                .Append(Values[random.Next(Values.Length)])
                .Append(',')
                .Append(Values[random.Next(Values.Length)])
                .Append(random.Next(8) == 0 ? "\r\n" : "\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public override void Check(byte[] input, bool isUntouched) =>
        CheckEvent(new EventEnvelope(AttributesOf(input), "text/csv", null, input, Enqueued), isUntouched);
}
