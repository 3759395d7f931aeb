namespace ModelData;

/// <summary>What is wrong with rows.</summary>
internal enum CsvProblem
{
    None = 0,
    FieldCount,
    Quoting,
    BareCarriageReturn,
    RowTooLong,
}
