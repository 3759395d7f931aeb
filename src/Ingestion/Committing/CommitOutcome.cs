namespace ModelData.Ingestion.Committing;

/// <summary>How an attempt to commit ended.</summary>
internal enum CommitOutcome
{
    /// <summary>All rows of the buffer are in the blob.</summary>
    Committed,

    /// <summary>Some of the rows go to other files: the buffer is to be divided first. It is unchanged.</summary>
    Divided,

    /// <summary>Another writer was there, or the outcome is unknown. The buffer is unchanged; the next attempt reads the blob first.</summary>
    Conflict,

    /// <summary>Storage does not let us write this blob.</summary>
    Refused,

    /// <summary>Storage is not there or too busy.</summary>
    Unavailable,

    /// <summary>The look that allowed the commit became too old before it could be sent: look again.</summary>
    Unproven,

    /// <summary>Something that waiting does not mend, as a mistake in the program: the partitions of these rows stop.</summary>
    Broken,
}
