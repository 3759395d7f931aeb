namespace ModelData.Producer.Diagnostics;

/// <summary>Why rows that were taken were not sent.</summary>
internal enum DropReason
{
    /// <summary>The ring was full.</summary>
    RingFull = 0,

    /// <summary>A value that does not fit the declared type of its column, for example text in a column of numbers.</summary>
    ColumnType,

    /// <summary>The row alone is larger than an event of the hub, or than a row may be.</summary>
    RowTooLarge,

    /// <summary>A record of the ring that could not be read: a fault of this library.</summary>
    Unreadable,
}
