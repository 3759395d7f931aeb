namespace ModelData.Producer.Buffering;

/// <summary>
/// The values of memory, which does not list them itself. Of usual types only: others are passed with their type, as in <c>Collect(memory)</c>.
/// </summary>
internal static class MemoryRow
{
    /// <summary>Copies the values.</summary>
    /// <param name="memory">The memory.</param>
    /// <returns>The values; null where their type is none of these.</returns>
    public static Array? Read(object memory) =>
        Read<double>(memory)
        ?? Read<float>(memory)
        ?? Read<int>(memory)
        ?? Read<long>(memory)
        ?? Read<bool>(memory)
        ?? Read<decimal>(memory)
        ?? Read<string>(memory)
        ?? Read<DateTime>(memory)
        ?? Read<double?>(memory)
        ?? Read<FeatureValue?>(memory)
        ?? Read<FeatureValue>(memory)
        ?? Read<object>(memory);

    private static Array? Read<T>(object memory) =>
        memory switch
        {
            ReadOnlyMemory<T> values => values.ToArray(),
            Memory<T> values => values.ToArray(),
            _ => null,
        };
}
