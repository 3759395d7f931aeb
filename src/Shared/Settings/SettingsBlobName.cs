using System.Diagnostics.CodeAnalysis;

namespace ModelData;

/// <summary>The names of settings blobs: the first four names of an address, and <c>.json</c>.</summary>
internal static class SettingsBlobName
{
    private const int Segments = 4;
    private const string Extension = ".json";

    public static string Create(ReadOnlySpan<string> names)
    {
        // Where the rest of an address is as short as can be, its rules are those of these four.
        string[] address = [.. names, "x", "x", "x"];
        return CollectionAddress.TryCreate(address, out CollectionAddress? checkedAddress, out string? problem)
            ? string.Join('/', checkedAddress.Path.Split('/')[..Segments]) + Extension
            : throw new ArgumentException(problem);
    }

    public static bool TryParse(ReadOnlySpan<char> blobName, [NotNullWhen(true)] out string[]? names)
    {
        names = null;
        Span<Range> parts = stackalloc Range[Segments + 1];
        if (
            !blobName.EndsWith(Extension, StringComparison.Ordinal)
            || blobName.Length > EventLimits.MaxBlobNameLength
            || blobName[..^Extension.Length].Split(parts, '/') != Segments
        )
        {
            return false;
        }
        string[] read = new string[Segments];
        for (int i = 0; i < Segments; i++)
        {
            if (!PathSegment.TryUnescape(blobName[..^Extension.Length][parts[i]], out string? name))
            {
                return false;
            }
            read[i] = name;
        }
        if (!CollectionAddress.TryCreate([.. read, "x", "x", "x"], out _, out _))
        {
            return false;
        }
        names = read;
        return true;
    }
}
