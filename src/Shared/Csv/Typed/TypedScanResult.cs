namespace ModelData;

/// <summary>What a scan of values found.</summary>
/// <param name="IsRefused">Whether a value is none of its type; the rest of the result says which.</param>
/// <param name="HasLenient">Whether a value is spelled so that it must be written anew.</param>
/// <param name="Row">The rows before it.</param>
/// <param name="Column">The columns before it.</param>
/// <param name="Value">Where its text is.</param>
internal readonly record struct TypedScanResult(bool IsRefused, bool HasLenient, int Row, int Column, Range Value);
