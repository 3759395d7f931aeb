using System.Text;

namespace ModelData.Fuzz.Targets;

/// <summary>Rows as JSON, in its three forms.</summary>
internal sealed class JsonRowsTarget : RowsTarget
{
    private static readonly string[] Values =
    [
        "null",
        "1",
        "-0.5e-7",
        "true",
        "\"Oslo\"",
        "\"a,\\\"b\\n\"",
        "\"\\ud83d\\ude00\"",
        "9007199254740993",
    ];

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        "{"u8.ToArray(),
        "}"u8.ToArray(),
        "["u8.ToArray(),
        "]"u8.ToArray(),
        ":"u8.ToArray(),
        ","u8.ToArray(),
        "\""u8.ToArray(),
        "\\"u8.ToArray(),
        "\\ud83d"u8.ToArray(),
        "\\u0000"u8.ToArray(),
        "null"u8.ToArray(),
        "1e400"u8.ToArray(),
        "\"columns\""u8.ToArray(),
        "\"rows\""u8.ToArray(),
        "\"age\""u8.ToArray(),
        "\"$Timestamp\":\"x\","u8.ToArray(),
        "\"age\":1,"u8.ToArray(),
        "{\"age\":1},"u8.ToArray(),
        "//"u8.ToArray(),
    ];

    public override byte[] Create(Random random)
    {
        var text = new StringBuilder();
        int rows = random.Next(3) == 0 ? 1 : 1 + random.Next(6);
        int form = random.Next(rows == 1 ? 3 : 2);
        text.Append(
            form switch
            {
                0 => "{\"columns\":[\"age\",\"city\"],\"rows\":[",
                1 => "[",
                _ => "",
            }
        );
        for (int i = 0; i < rows; i++)
        {
            string age = Values[random.Next(Values.Length)];
            string city = Values[random.Next(Values.Length)];
            text.Append(i > 0 ? ", " : "").Append(form == 0 ? $"[{age},{city}]" : $"{{\"age\":{age},\"city\":{city}}}");
        }

        text.Append(
            form switch
            {
                0 => "]}",
                1 => "]",
                _ => "",
            }
        );
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public override void Check(byte[] input, bool isUntouched) =>
        CheckEvent(new EventEnvelope(Attributes(), "application/json", null, input, Enqueued), isUntouched);
}
