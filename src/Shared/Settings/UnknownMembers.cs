using System.Text.Json;

namespace ModelData;

/// <summary>Members of an object that this version does not know: they are written again, so that an older tool drops nothing that a newer one wrote.</summary>
internal sealed class UnknownMembers : IEquatable<UnknownMembers>
{
    private readonly (string Name, JsonElement Value)[] _members;

    private UnknownMembers((string Name, JsonElement Value)[] members) => _members = members;

    public static UnknownMembers None { get; } = new([]);

    /// <summary>Their names, in their order.</summary>
    public IEnumerable<string> Names => _members.Select(it => it.Name);

    public static UnknownMembers From(IReadOnlyCollection<JsonProperty> members) =>
        members.Count == 0 ? None : new([.. members.Select(it => (it.Name, it.Value.Clone()))]);

    public void Write(Utf8JsonWriter writer)
    {
        foreach ((string name, JsonElement value) in _members)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }

    public bool Equals(UnknownMembers? other) =>
        other is not null
        && _members.Length == other._members.Length
        && _members
            .Zip(other._members)
            .All(it => it.First.Name == it.Second.Name && JsonElement.DeepEquals(it.First.Value, it.Second.Value));

    public override bool Equals(object? obj) => Equals(obj as UnknownMembers);

    public override int GetHashCode() => _members.Length;
}
