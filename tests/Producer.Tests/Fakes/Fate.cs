namespace ModelData.Producer.Tests;

/// <summary>What happens to one attempt.</summary>
internal enum Fate
{
    Accepted,

    /// <summary>Not stored, may be tried again.</summary>
    Busy,

    /// <summary>Not stored, for good.</summary>
    Rejected,

    /// <summary>Not stored: the name of the namespace is not resolved.</summary>
    Unreachable,

    /// <summary>Not stored: the credentials are refused.</summary>
    Unauthorized,

    /// <summary>Not stored: there is no such hub or partition.</summary>
    Missing,

    /// <summary>Not stored: larger than the link takes.</summary>
    TooLarge,

    /// <summary>Stored, but the sender cannot know; may be tried again.</summary>
    LostAnswer,

    /// <summary>Not stored, but the sender cannot know; may be tried again.</summary>
    LostRequest,

    /// <summary>Stored, the sender cannot know, and must not try again.</summary>
    LostAnswerFinal,

    /// <summary>Not stored, the sender cannot know, and must not try again.</summary>
    LostRequestFinal,

    /// <summary>Not stored; ends by the limit of an attempt only.</summary>
    Hangs,

    /// <summary>Stored; ends by the limit of an attempt only.</summary>
    StoredThenHangs,
}
