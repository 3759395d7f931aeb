namespace ModelData.Models;

/// <summary>How far a model that must hold is searched.</summary>
internal static class Bounds
{
    private const string Variable = "MODELDATA_MODEL_BOUNDS";

    /// <summary>Every run, or, by <c>MODELDATA_MODEL_BOUNDS=large</c>, once in a while.</summary>
    /// <exception cref="FormatException">The variable says something else: a larger run must not be a small one by a slip.</exception>
    public static string Choose(string always, string large) =>
        Environment.GetEnvironmentVariable(Variable) switch
        {
            null or "" => always,
            "large" => large,
            { } other => throw new FormatException($"{Variable} is '{other}': the only value is 'large'."),
        };
}
