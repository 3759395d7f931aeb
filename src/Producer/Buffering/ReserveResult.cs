namespace ModelData.Producer.Buffering;

internal enum ReserveResult
{
    Reserved = 0,
    Full,
    Closed,
}
