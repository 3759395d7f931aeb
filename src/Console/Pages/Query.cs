using System.Globalization;
using System.Text;

namespace ModelData.Console.Pages;

/// <summary>An address within the console: a path, and parameters that have a value. Immutable.</summary>
/// <param name="Path">The path.</param>
/// <param name="Parameters">The parameters, in their order.</param>
public sealed record Query(string Path, params IReadOnlyList<(string Name, string? Value)> Parameters)
{
    /// <summary>The same with another page of a list; the first one is not said.</summary>
    /// <param name="page">From 1 on.</param>
    public Query Page(int page) =>
        new(
            Path,
            [
                .. Parameters.Where(it => it.Name != "page"),
                ("page", page > 1 ? page.ToString(CultureInfo.InvariantCulture) : null),
            ]
        );

    /// <summary>The address, escaped.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Path);
        char separator = '?';
        foreach ((string name, string? value) in Parameters)
        {
            if (!string.IsNullOrEmpty(value))
            {
                text.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        }
        return text.ToString();
    }
}
