using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelData.Interop.Wire;

/// <summary>Values as text, without what is another one each time: ids, tokens, times, ports, versions of the machine.</summary>
internal static partial class WireText
{
    /// <summary>A frame field by field, and for a transfer its message section by section.</summary>
    public static SortedDictionary<string, string> Describe(WireFrame frame)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add(fields, "", frame.Performative);
        if (frame.Code == WireFrame.Transfer)
        {
            AddMessage(fields, "message", frame.Payload);
        }
        return fields;
    }

    private static void Add(SortedDictionary<string, string> fields, string path, WireValue value)
    {
        if (value.Type == "described" && WireFields.Of.TryGetValue(value.Code, out var names))
        {
            for (var i = 0; i < value.Inner.Items.Count; i++)
            {
                Add(fields, Join(path, names[i]), value.Inner.Items[i]);
            }
        }
        else if (value.Type == "map")
        {
            for (var i = 0; i < value.Items.Count; i += 2)
            {
                Add(fields, $"{path}[{value.Items[i].Type} {value.Items[i].Value}]", value.Items[i + 1]);
            }
        }
        else if (!value.IsNull)
        {
            fields[path] = path.EndsWith("[symbol version]", StringComparison.Ordinal)
                ? $"{value.Type} <version>"
                : Show(value);
        }
    }

    private static void AddMessage(SortedDictionary<string, string> fields, string path, byte[] message)
    {
        var reader = new WireReader(message);
        while (!reader.IsAtEnd)
        {
            var section = reader.Read();
            var name = Join(path, WireFields.Sections[section.Code]);
            // An empty section is there all the same.
            fields[name] = section.Inner.Items.Count == 0 && section.Inner.Value is null ? "empty" : "there";
            if (section.Code == 0x75 && section.Inner.Value is byte[] { Length: > 2 } data && data[..2] is [0x00, 0x53])
            {
                AddMessage(fields, Join(name, "event"), data);
            }
            else
            {
                Add(fields, name, section.Code is 0x70 or 0x73 ? section : section.Inner);
            }
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Show(WireValue value) =>
        value.Type switch
        {
            "list" or "array" => $"{value.Type} of {string.Join(", ", value.Items.Select(Show))}",
            "described" => $"{Show(value.Items[0])}: {Show(value.Inner)}",
            "binary" => $"binary {ShowBytes((byte[])value.Value!)}",
            "timestamp" => "timestamp <time>",
            _ => $"{value.Type} {Unify(Convert.ToString(value.Value, CultureInfo.InvariantCulture)!)}",
        };

    private static string ShowBytes(byte[] bytes) =>
        bytes.All(it => it is >= 0x20 and < 0x7F)
            ? $"\"{Encoding.ASCII.GetString(bytes)}\""
            : $"0x{Convert.ToHexStringLower(bytes)}";

    private static string Unify(string text)
    {
        text = Token().Replace(text, "SharedAccessSignature <token>");
        text = Id().Replace(text, "<id>");
        text = Port().Replace(text, "127.0.0.1:<port>");
        return
            text.Contains("Node", StringComparison.Ordinal)
            || text.Contains(".NET", StringComparison.Ordinal)
            || text.Contains("Linux", StringComparison.Ordinal)
            || text.Contains("azsdk", StringComparison.Ordinal)
            ? "<of the machine>"
            : text;
    }

    [GeneratedRegex("^SharedAccessSignature .*$")]
    private static partial Regex Token();

    [GeneratedRegex("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|[0-9a-f]{32}")]
    private static partial Regex Id();

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex Port();
}
