namespace ModelData.Simulation;

/// <summary>What calls of the engine become that draw something: it comes from the process's own source, and so from the seed.</summary>
public static class EntropyShims
{
    public static Random GetShared() => SimulatedProcess.Running.Random;

    public static Guid NewGuid() => new(GetBytes(16));

    public static byte[] GetBytes(int count)
    {
        byte[] bytes = new byte[count];
        SimulatedProcess.Running.Random.NextBytes(bytes);
        return bytes;
    }

    public static string GetHexString(int length, bool lowercase)
    {
        string text = Convert.ToHexString(GetBytes((length + 1) / 2))[..length];
        return lowercase ? text.ToLowerInvariant() : text;
    }

    /// <summary>The hash of a member of a record: strings have another one in each process, and so hashed collections another order.</summary>
    public static int GetHashCode(EqualityComparer<string> comparer, string? text)
    {
        ArgumentNullException.ThrowIfNull(comparer);
        uint hash = 2166136261;
        foreach (char c in text ?? "")
        {
            hash = (hash ^ c) * 16777619;
        }

        return (int)hash;
    }
}
