using System.Globalization;
using System.Text;

namespace ModelData.Operations.Text;

/// <summary>Bytes that are no text, sixteen a line: where, what, and the printable ASCII among them.</summary>
public static class HexDump
{
    private const int Width = 16;

    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var dump = new StringBuilder();
        for (int start = 0; start < bytes.Length; start += Width)
        {
            ReadOnlySpan<byte> line = bytes[start..Math.Min(start + Width, bytes.Length)];
            dump.Append(CultureInfo.InvariantCulture, $"{start:x8} ");
            for (int i = 0; i < Width; i++)
            {
                dump.Append(i < line.Length ? $" {line[i]:x2}" : "   ");
            }
            dump.Append("  ");
            foreach (byte value in line)
            {
                dump.Append(value is >= 0x20 and < 0x7F ? (char)value : '.');
            }
            dump.Append('\n');
        }
        return dump.ToString();
    }
}
