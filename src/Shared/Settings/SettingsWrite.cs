namespace ModelData;

/// <summary>What came of writing a settings blob: one of the types within. Their texts are for a person and fit for a log; none shows a signature.</summary>
public abstract record SettingsWrite
{
    private SettingsWrite() { }

    /// <summary>The document is written.</summary>
    /// <param name="Settings">As it was written, with its revision, when and by whom.</param>
    /// <param name="ETag">The version of the blob, for the next write.</param>
    public sealed record Written(ServiceSettings Settings, string ETag) : SettingsWrite
    {
        /// <summary>The revision that was written.</summary>
        public int Revision => Settings.Revision;
    }

    /// <summary>Somebody else wrote meanwhile, and nothing was written: read again, and change that.</summary>
    public sealed record Changed : SettingsWrite;

    /// <summary>Storage does not let this identity write, or there is no such container.</summary>
    /// <param name="Status">The status.</param>
    /// <param name="Code">The storage's code; null when it gave none.</param>
    /// <param name="Problem">What happened, and the mend.</param>
    public sealed record Refused(int Status, string? Code, string Problem) : SettingsWrite;

    /// <summary>No answer, or one that may be otherwise soon. It may have been written: read before writing again.</summary>
    /// <param name="Problem">What happened.</param>
    /// <param name="RetryAfter">How long the storage asks to be left alone; null when it does not say.</param>
    public sealed record Unreachable(string Problem, TimeSpan? RetryAfter) : SettingsWrite;
}
