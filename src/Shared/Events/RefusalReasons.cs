namespace ModelData;

/// <summary>Every reason for which the reader refuses an event. Stable: dashboards and dead letters carry them.</summary>
public static class RefusalReasons
{
    /// <summary>There are no CloudEvents 1.0 attributes.</summary>
    public const string NotCloudEvents = "not-cloudevents";

    /// <summary>The type is not one that this version knows. Not an error of the sender: count it and set it aside.</summary>
    public const string UnknownType = "unknown-type";

    /// <summary>The major version of the format is not known.</summary>
    public const string UnknownFormatVersion = "unknown-format-version";

    /// <summary>A required attribute is missing.</summary>
    public const string MissingAttribute = "missing-attribute";

    /// <summary>An attribute has the wrong type, syntax, range or length.</summary>
    public const string InvalidAttribute = "invalid-attribute";

    /// <summary>The names of the address break a rule of <see cref="CollectionAddress"/>.</summary>
    public const string InvalidAddress = "invalid-address";

    /// <summary>The content type is neither CSV nor JSON.</summary>
    public const string UnsupportedContentType = "unsupported-content-type";

    /// <summary>The content encoding is neither none nor brotli.</summary>
    public const string UnsupportedContentEncoding = "unsupported-content-encoding";

    /// <summary>The payload is not what its content encoding says, or is cut off.</summary>
    public const string CorruptEncoding = "corrupt-encoding";

    /// <summary>The payload, decompressed or turned into rows, is larger than <see cref="EventLimits.MaxDecodedBytes"/>.</summary>
    public const string TooLarge = "too-large";

    /// <summary>
    /// The event is legal, but reading it takes more memory than <see cref="CollectedBatchReader.MaxBytes"/>. Not an error of the sender: another
    /// reader may read it.
    /// </summary>
    public const string TooLargeForMemory = "too-large-for-memory";

    /// <summary>The header line is missing, is not legal CSV, or breaks a rule of <see cref="FeatureSchema"/>.</summary>
    public const string InvalidHeader = "invalid-header";

    /// <summary>The column types are not one known letter per feature.</summary>
    public const string InvalidColumnTypes = "invalid-column-types";

    /// <summary>There are no rows.</summary>
    public const string NoRows = "no-rows";

    /// <summary>There are more rows than <see cref="EventLimits.MaxRows"/>.</summary>
    public const string TooManyRows = "too-many-rows";

    /// <summary>A row is longer than <see cref="EventLimits.MaxRowBytes"/>.</summary>
    public const string RowTooLong = "row-too-long";

    /// <summary>The number of rows differs from the attribute.</summary>
    public const string RowCountMismatch = "row-count-mismatch";

    /// <summary>A row has not as many fields as the header.</summary>
    public const string FieldCountMismatch = "field-count-mismatch";

    /// <summary>A quote stands where none may, or is not closed.</summary>
    public const string InvalidQuoting = "invalid-quoting";

    /// <summary>A carriage return stands outside quotes without a line feed behind it.</summary>
    public const string BareCarriageReturn = "bare-carriage-return";

    /// <summary>The payload is not valid UTF-8.</summary>
    public const string InvalidUtf8 = "invalid-utf8";

    /// <summary>The payload is not valid JSON, or has none of the documented forms.</summary>
    public const string InvalidJson = "invalid-json";

    /// <summary>A JSON value does not fit the type of its column, or is an array or object.</summary>
    public const string ValueTypeMismatch = "value-type-mismatch";
}
