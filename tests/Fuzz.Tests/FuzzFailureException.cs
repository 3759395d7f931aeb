using System.Text;

namespace ModelData.Fuzz;

/// <summary>An input that breaks a promise, with all that is needed to see it again.</summary>
internal sealed class FuzzFailureException(
    FuzzTarget target,
    int seed,
    byte[] input,
    string problem,
    Exception? innerException
) : Exception(Describe(target, seed, input, problem), innerException)
{
    private const int MostShown = 2048;

    private static string Describe(FuzzTarget target, int seed, byte[] input, string problem) =>
        $"""
            {target.Name}, seed {seed}: {problem}.
            Again: {FuzzSettings.SeedVariable}={seed} {FuzzSettings.ExecutionsVariable}=1, this test alone.
            {input.Length} bytes: {Convert.ToHexString(input.AsSpan(0, Math.Min(input.Length, MostShown)))}
            as text: {Encoding.Latin1.GetString(input, 0, Math.Min(input.Length, MostShown))}
            """;
}
