namespace ModelData;

/// <summary>What came of reading a settings blob: one of the types within. Their texts are for a person and fit for a log; none shows a signature.</summary>
public abstract record SettingsRead
{
    private SettingsRead() { }

    /// <summary>The blob is still as its ETag says.</summary>
    public sealed record NotModified : SettingsRead;

    /// <summary>A document.</summary>
    /// <param name="Settings">What it says.</param>
    /// <param name="ETag">The version of the blob, for the next read and for a write.</param>
    public sealed record Found(ServiceSettings Settings, string ETag) : SettingsRead;

    /// <summary>There is no blob of this name, or no such container: the service has no document.</summary>
    /// <param name="Code">The storage's code, <c>BlobNotFound</c> or <c>ContainerNotFound</c>; null when it gave none.</param>
    public sealed record NotThere(string? Code) : SettingsRead;

    /// <summary>Storage does not let this identity read. Asking again helps only once a right has been given.</summary>
    /// <param name="Status">The status: 401, 403, or another that is no passing trouble.</param>
    /// <param name="Code">The storage's code, for example <c>AuthorizationPermissionMismatch</c>; null when it gave none.</param>
    /// <param name="Problem">What happened, and the mend.</param>
    public sealed record Refused(int Status, string? Code, string Problem) : SettingsRead;

    /// <summary>There is a blob, and no settings can be read from it.</summary>
    /// <param name="Problem">The member, its value, and what is accepted.</param>
    /// <param name="ETag">The version of the blob: with it, the next read is <see cref="NotModified"/> until somebody mends it.</param>
    public sealed record Malformed(string Problem, string ETag) : SettingsRead;

    /// <summary>A document of a newer version, which a newer release reads.</summary>
    /// <param name="Problem">Which version it is of.</param>
    /// <param name="ETag">The version of the blob.</param>
    public sealed record NewerVersion(string Problem, string ETag) : SettingsRead;

    /// <summary>No answer, or one that may be otherwise soon: ask again later.</summary>
    /// <param name="Problem">What happened.</param>
    /// <param name="RetryAfter">How long the storage asks to be left alone; null when it does not say.</param>
    public sealed record Unreachable(string Problem, TimeSpan? RetryAfter) : SettingsRead;
}
