namespace ModelData;

/// <summary>Every limit of the contract, with its reason. The writer throws beyond them, the reader refuses.</summary>
public static class EventLimits
{
    /// <summary>UTF-8 bytes of one name of an address: 128. Long enough for every name that Azure gives, short enough to index.</summary>
    public const int MaxNameBytes = 128;

    /// <summary>
    /// Characters of the seven escaped names with the six slashes between them: 900. With the day (11) and the longest file name
    /// (<see cref="MaxFileNameLength"/> and a slash) a blob name stays within the service's 1,024 characters.
    /// </summary>
    public const int MaxAddressPathLength = 900;

    /// <summary>Characters of a file name in a folder: 64.</summary>
    public const int MaxFileNameLength = 64;

    /// <summary>Characters of a blob name: 1,024. Set by the service.</summary>
    public const int MaxBlobNameLength = 1024;

    /// <summary>Columns of a row, system columns included: 4,096. More is a tensor, not a row of features.</summary>
    public const int MaxColumns = 4096;

    /// <summary>UTF-8 bytes of a column's name: 256.</summary>
    public const int MaxColumnNameBytes = 256;

    /// <summary>Bytes of a header line with its line end: 256 KiB. The line travels with each event and stays in caches.</summary>
    public const int MaxHeaderBytes = 256 * 1024;

    /// <summary>Bytes of a row with its line end: 1 MiB, the size of the largest event.</summary>
    public const int MaxRowBytes = 1024 * 1024;

    /// <summary>Rows of an event: 1,048,576. At 64 bytes a row this is <see cref="MaxDecodedBytes"/>.</summary>
    public const int MaxRows = 1024 * 1024;

    /// <summary>
    /// Bytes of a payload after decompression, and of the rows made from it: 64 MiB. 1.6 KB of brotli can hold 1 GiB, so this limit and not the
    /// size of the event bounds a reader's memory.
    /// </summary>
    public const int MaxDecodedBytes = 64 * 1024 * 1024;

    /// <summary>Characters of any attribute that is read: 8,192. The longest is <c>columntypes</c>, one letter per column.</summary>
    public const int MaxAttributeLength = 8192;

    /// <summary>The first year that a day may be written for: 1970. Earlier days are a clock that was never set.</summary>
    public const int MinYear = 1970;
}
