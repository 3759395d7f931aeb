using System.Diagnostics.CodeAnalysis;

namespace ModelData.Ingestion.Diagnostics;

/// <summary>
/// What is true as long as the engine is right, checked where it lives and in every build: a mistake stops its partition, with nothing lost, in place
/// of writing
/// wrong files.
/// </summary>
internal static class Invariant
{
    /// <summary>Checks one.</summary>
    /// <param name="holds">Whether it holds.</param>
    /// <param name="says">What it says.</param>
    /// <exception cref="InvalidOperationException">It does not hold.</exception>
    public static void Holds([DoesNotReturnIf(false)] bool holds, string says)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"A mistake in the engine: it does not hold that {says}");
        }
    }
}
