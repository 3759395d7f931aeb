namespace ModelData.LocalEventHubs.Authorization;

/// <summary>Why a token is refused.</summary>
internal enum TokenFailure
{
    None,
    Malformed,
    UnknownRule,
    BadSignature,
    Expired,
    OutOfScope,
}
