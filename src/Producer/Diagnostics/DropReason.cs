namespace ModelData.Producer.Diagnostics;

/// <summary>Why rows that were taken were not sent.</summary>
internal enum DropReason
{
    /// <summary>The ring was full.</summary>
    RingFull = 0,

    /// <summary>A value of a type that its column cannot take, for example text in a column of numbers.</summary>
    ColumnType,

    /// <summary>The row alone is larger than an event of the hub, or than a row may be.</summary>
    RowTooLarge,
}
