using System.Globalization;

namespace ModelData.Testing;

/// <summary>How much a test tries, by environment variables: the same test is a quick check and a long hunt.</summary>
public static class TestSize
{
    /// <summary>The number in a variable; <see langword="null"/> where it is not set.</summary>
    /// <exception cref="FormatException">It is no number: a seed that was mistyped must not become another one.</exception>
    public static int? Read(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : null;
}
