using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ModelData.Infrastructure.Kubernetes;

/// <summary>Paths of kustomize: names, positions, <c>[key=value]</c> for an entry of a list, and <c>[a.b/c]</c> for a name with dots.</summary>
internal static partial class FieldPath
{
    public static IEnumerable<string> Split(string path) =>
        Parts()
            .Matches(path)
            .Select(it => it.Value is ['[', .. var name, ']'] && !name.Contains('=') ? name : it.Value);

    public static JsonNode Step(JsonNode node, string part)
    {
        if (part is ['[', .. var selector, ']'])
        {
            string[] pair = selector.Split('=');
            return Assert.Single(node.AsArray(), it => it![pair[0]]!.ToString() == pair[1])!;
        }

        return node is JsonArray list ? list[int.Parse(part, CultureInfo.InvariantCulture)]! : node[part]!;
    }

    [GeneratedRegex(@"\[[^\]]+\]|[^.\[]+")]
    private static partial Regex Parts();
}
