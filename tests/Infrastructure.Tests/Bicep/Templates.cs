using System.Text.Json.Nodes;
using ModelData.Testing;

namespace ModelData.Infrastructure.Bicep;

/// <summary>The sources, and the compiled template that is checked in.</summary>
internal static class Templates
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "infra", "bicep");

    public static string Main { get; } = Path.Combine(Folder, "main.bicep");

    public static string Snapshot { get; } = Path.Combine(Folder, "snapshot", "main.json");

    /// <summary>Templates, parameter files and the compiler's configuration.</summary>
    public static IEnumerable<string> Sources =>
        Directory
            .EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Where(it => Path.GetDirectoryName(it) != Path.GetDirectoryName(Snapshot));

    public static JsonNode Compiled { get; } = JsonNode.Parse(File.ReadAllText(Snapshot))!;

    /// <summary>The compiled template and those of its modules, however deep.</summary>
    public static IEnumerable<JsonNode> All => Nested(Compiled);

    /// <summary>The resources of a template: an object by their symbols, or a list.</summary>
    public static IEnumerable<JsonNode> Resources(JsonNode template) =>
        template["resources"] is JsonObject named
            ? named.Select(it => it.Value!)
            : template["resources"]!.AsArray().Select(it => it!);

    private static IEnumerable<JsonNode> Nested(JsonNode template) =>
        Resources(template)
            .Where(it => it["type"]!.ToString() == "Microsoft.Resources/deployments")
            .SelectMany(it => Nested(it["properties"]!["template"]!))
            .Prepend(template);
}
