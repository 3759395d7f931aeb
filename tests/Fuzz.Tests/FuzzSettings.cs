using System.Globalization;

namespace ModelData.Fuzz;

/// <summary>How much is tried: by environment variables, so that the same tests are a quick check and a long hunt.</summary>
internal static class FuzzSettings
{
    public const string ExecutionsVariable = "MODELDATA_FUZZ_EXECUTIONS";
    public const string SeedVariable = "MODELDATA_FUZZ_SEED";

    private const int DefaultExecutions = 1000;

    /// <summary>Executions per target.</summary>
    public static int Executions { get; } = Read(ExecutionsVariable) ?? DefaultExecutions;

    /// <summary>The seed of the first execution; each next one has the next. Default: another one each time.</summary>
    public static int Seed { get; } = Read(SeedVariable) ?? Random.Shared.Next();

    private static int? Read(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : null;
}
