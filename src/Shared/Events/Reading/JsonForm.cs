namespace ModelData;

/// <summary>The forms that JSON rows come in.</summary>
internal enum JsonForm
{
    Object = 0,
    Objects,
    ColumnsAndRows,
}
