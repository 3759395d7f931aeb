using System.Text.Json.Nodes;
using ModelData.Testing;
using YamlDotNet.Serialization;

namespace ModelData.Infrastructure.Kubernetes;

/// <summary>The manifests as kustomize puts them together: resources, with the values of <c>settings.env</c> where replacements carry them.</summary>
internal sealed class Manifests
{
    public const string Placeholder = "from settings.env";

    private static readonly string Folder = Path.Combine(Repository.Root, "infra", "kubernetes");

    public Manifests()
    {
        var kustomization = Read("kustomization.yaml").Single();
        Resources = [.. kustomization["resources"]!.AsArray().SelectMany(it => Read(it!.ToString()))];
        Settings = ReadSettings();
        foreach (var file in kustomization["replacements"]!.AsArray())
        {
            foreach (var replacement in Read(file!["path"]!.ToString()).Single().AsArray())
            {
                Replace(replacement!);
            }
        }
    }

    public IReadOnlyList<JsonNode> Resources { get; }

    /// <summary>What the operator edits.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>The settings that a replacement carries somewhere.</summary>
    public HashSet<string> Used { get; } = [];

    public JsonNode One(string kind) => Assert.Single(Resources, it => it["kind"]!.ToString() == kind);

    /// <summary>The documents of a file; numbers and switches are text.</summary>
    private static IEnumerable<JsonNode> Read(string file)
    {
        string text = File.ReadAllText(Path.Combine(Folder, file));
        var json = new SerializerBuilder().JsonCompatible().Build();
        foreach (string document in text.Split("\n---\n"))
        {
            yield return JsonNode.Parse(json.Serialize(new DeserializerBuilder().Build().Deserialize(document)!))!;
        }
    }

    private static Dictionary<string, string> ReadSettings() =>
        File.ReadLines(Path.Combine(Folder, "settings.env"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('=', 2))
            .ToDictionary(it => it[0], it => it[1]);

    private void Replace(JsonNode replacement)
    {
        string source = replacement["source"]!["fieldPath"]!.ToString()["data.".Length..];
        Assert.True(Settings.ContainsKey(source), $"settings.env has no {source}");
        Used.Add(source);
        foreach (var target in replacement["targets"]!.AsArray())
        {
            var select = target!["select"]!;
            var resource = Assert.Single(
                Resources,
                it =>
                    it["kind"]!.ToString() == select["kind"]!.ToString()
                    && it["metadata"]!["name"]!.ToString() == select["name"]!.ToString()
            );
            foreach (var path in target["fieldPaths"]!.AsArray())
            {
                Set(resource, [.. FieldPath.Split(path!.ToString())], Settings[source]);
            }
        }
    }

    private static void Set(JsonNode at, IReadOnlyList<string> path, string value)
    {
        var parent = path.SkipLast(1).Aggregate(at, (node, part) => FieldPath.Step(node, part));
        Assert.True(parent[path[^1]] is not null, $"nothing to replace at {string.Join('.', path)}");
        parent[path[^1]] = value;
    }
}
