using System.Text.Json.Nodes;

namespace ModelData.Infrastructure.Bicep;

/// <summary>A resource as it will be.</summary>
internal sealed class Resource(JsonNode node)
{
    public string Id => Text("id");

    public string Type => Text("type");

    public string Name => Text("name");

    /// <summary>What this one is attached to, of a role assignment or a lock: the id before its own provider.</summary>
    public string Scope => Id[..Id.LastIndexOf("/providers/", StringComparison.Ordinal)];

    /// <summary>A value by its path, for example <c>properties.sku.name</c>; <see langword="null"/> where there is none.</summary>
    public JsonNode? this[string path] => path.Split('.').Aggregate<string, JsonNode?>(node, (at, part) => at?[part]);

    /// <summary>A value that must be there, as text: <c>true</c>, <c>12</c>, or the text itself.</summary>
    public string Text(string path)
    {
        var value = this[path];
        Assert.True(value is not null, $"{node["id"]}: no {path}");
        return value.ToString();
    }

    public override string ToString() => node.ToJsonString();
}
