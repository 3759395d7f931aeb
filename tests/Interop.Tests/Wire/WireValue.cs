namespace ModelData.Interop.Wire;

/// <summary>A decoded AMQP value.</summary>
/// <param name="Type">The AMQP type, for example <c>symbol</c>; <c>described</c> with its descriptor as the first item.</param>
/// <param name="Value">Its plain value; null for lists, maps, arrays and described values.</param>
/// <param name="Items">What is in it: of a map keys and values in turn.</param>
internal sealed record WireValue(string Type, object? Value, IReadOnlyList<WireValue> Items)
{
    public static WireValue Null { get; } = new("null", null, []);

    public bool IsNull => Type == "null";

    /// <summary>The code of a described value whose descriptor is a number.</summary>
    public ulong Code => Type == "described" && Items[0].Value is ulong code ? code : 0;

    /// <summary>The described value.</summary>
    public WireValue Inner => Items[1];
}
