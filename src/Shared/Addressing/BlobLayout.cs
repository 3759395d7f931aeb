using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ModelData;

/// <summary>
/// The layout of the blobs:
/// <c>&lt;subscription&gt;/&lt;resource group&gt;/&lt;workspace&gt;/&lt;web
/// service&gt;/&lt;model&gt;/&lt;version&gt;/&lt;identifier&gt;/&lt;year&gt;/&lt;month&gt;/&lt;day&gt;/data.csv</c>
/// in a container that is named <c>modeldata</c> by default. Thread-safe.
/// </summary>
public static class BlobLayout
{
    private const int AddressSegments = 7;
    private const int Segments = AddressSegments + 4;

    /// <summary>The folder of an address and day, without a leading or trailing slash.</summary>
    /// <param name="address">The address.</param>
    /// <param name="day">The UTC day.</param>
    /// <param name="isPadded">Whether month and day have two digits. Default: yes.</param>
    public static string Folder(CollectionAddress address, DateOnly day, bool isPadded = true)
    {
        ArgumentNullException.ThrowIfNull(address);
        return isPadded
            ? string.Create(CultureInfo.InvariantCulture, $"{address.Path}/{day:yyyy/MM/dd}")
            : string.Create(CultureInfo.InvariantCulture, $"{address.Path}/{day:yyyy}/{day.Month}/{day.Day}");
    }

    /// <summary>The full name of a data file: at most <see cref="EventLimits.MaxBlobNameLength"/> characters for every address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="day">The UTC day.</param>
    /// <param name="file">The file in the folder.</param>
    /// <param name="isPadded">Whether month and day have two digits. Default: yes.</param>
    public static string BlobName(CollectionAddress address, DateOnly day, DataFileName file, bool isPadded = true) =>
        $"{Folder(address, day, isPadded)}/{file}";

    /// <summary>Reads the name of a blob, padded or not.</summary>
    /// <param name="blobName">The name within the container.</param>
    /// <param name="location">What it says.</param>
    /// <returns>Whether the name has the shape of this layout; the file name may be anything without a slash.</returns>
    public static bool TryParse(ReadOnlySpan<char> blobName, [NotNullWhen(true)] out BlobLocation? location)
    {
        location = null;
        Span<Range> parts = stackalloc Range[Segments + 1];
        if (blobName.Length > EventLimits.MaxBlobNameLength || blobName.Split(parts, '/') != Segments)
        {
            return false;
        }
        string[] names = new string[AddressSegments];
        for (int i = 0; i < names.Length; i++)
        {
            if (!PathSegment.TryUnescape(blobName[parts[i]], out string? name))
            {
                return false;
            }
            names[i] = name;
        }
        ReadOnlySpan<char> month = blobName[parts[AddressSegments + 1]];
        ReadOnlySpan<char> day = blobName[parts[AddressSegments + 2]];
        ReadOnlySpan<char> file = blobName[parts[AddressSegments + 3]];
        if (
            file.IsEmpty
            || !TryDate(blobName[parts[AddressSegments]], month, day, out DateOnly date)
            || !CollectionAddress.TryCreate(names, out CollectionAddress? address, out _)
        )
        {
            return false;
        }
        location = new BlobLocation(address, date, file.ToString());
        return true;
    }

    private static bool TryDate(
        ReadOnlySpan<char> year,
        ReadOnlySpan<char> month,
        ReadOnlySpan<char> day,
        out DateOnly date
    )
    {
        date = default;
        if (
            year.Length != 4
            || !TryNumber(year, out int y)
            || !TryNumber(month, out int m)
            || !TryNumber(day, out int d)
            || y < 1
            || m is < 1 or > 12
            || d < 1
            || d > DateTime.DaysInMonth(y, m)
        )
        {
            return false;
        }
        date = new DateOnly(y, m, d);
        // Either both are padded or neither is: one blob has one name.
        bool isPadded = month.Length == 2 && day.Length == 2;
        bool isUnpadded = month[0] != '0' && day[0] != '0' && month.Length <= 2 && day.Length <= 2;
        return isPadded || isUnpadded;
    }

    // The runtime's parser takes zero characters at the end for nothing.
    private static bool TryNumber(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
        && !text.ContainsAnyExceptInRange('0', '9');
}
