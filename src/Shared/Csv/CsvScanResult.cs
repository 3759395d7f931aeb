namespace ModelData;

/// <summary>What a scan found.</summary>
/// <param name="Problem">What is wrong first; <see cref="CsvProblem.None"/> when all rows are good.</param>
/// <param name="RowCount">The rows; with a problem, the rows before it.</param>
/// <param name="HasCarriageReturns">Whether a row ends in <c>\r\n</c>.</param>
/// <param name="HasNonAscii">Whether the text must still be checked to be UTF-8.</param>
/// <param name="Fields">With a problem, the fields of its row up to there; with a wrong number of fields, all of them.</param>
internal readonly record struct CsvScanResult(
    CsvProblem Problem,
    int RowCount,
    bool HasCarriageReturns,
    bool HasNonAscii,
    int Fields = 0
);
