using System.Security.Cryptography;
using System.Text;

namespace ModelData.Cli.Files;

/// <summary>
/// The name of a local folder in place of a segment that a file system does not take: the same for the same segment wherever it is copied, of another
/// for another. <c>~-</c> stands in no segment of the layout, so that it is never taken for one.
/// </summary>
internal static class LocalName
{
    /// <summary>The longest name that all common file systems take, in bytes; segments are ASCII.</summary>
    public const int MaxBytes = 255;

    /// <summary>The length of the shortest name that stands for a segment.</summary>
    public const int MinBytes = 2 + 2 * HashBytes;

    private const string Mark = "~-";
    private const int MaxBeginning = 60;

    // Names come from strangers: nobody makes two of one hash.
    private const int HashBytes = 16;

    /// <summary>The beginning of a segment, and its hash.</summary>
    public static string Mapped(string segment)
    {
        int end = Math.Min(segment.Length, MaxBeginning);
        // No escape is cut in two.
        int escape = segment.AsSpan(0, end).LastIndexOf('~');
        end = escape >= 0 && end - escape < 3 ? escape : end;
        return segment[..end] + Shortest(segment);
    }

    /// <summary>The hash of a segment alone.</summary>
    public static string Shortest(string segment) =>
        Mark + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(segment)).AsSpan(0, HashBytes));
}
