namespace ModelData.Producer.Sending;

/// <summary>How the sending of a batch ended, all rounds taken together.</summary>
internal enum SendOutcome
{
    /// <summary>Acknowledged.</summary>
    Accepted = 0,

    /// <summary>Given up; certainly not stored.</summary>
    Refused,

    /// <summary>Given up; perhaps stored.</summary>
    Unknown,

    /// <summary>Larger than the link takes; certainly not stored.</summary>
    TooLarge,
}
