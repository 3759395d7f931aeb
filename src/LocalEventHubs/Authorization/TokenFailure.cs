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

    /// <summary>The token is good, but none of its roles is known.</summary>
    NoRights,

    /// <summary>The broker knows no issuer of JSON web tokens.</summary>
    NoIssuer,
}
