namespace ModelData;

/// <summary>What a payload is, once it is decompressed.</summary>
internal enum PayloadFormat
{
    Csv = 0,
    Json,
}
