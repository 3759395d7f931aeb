using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Committing;

internal sealed partial class BlobCommitter
{
    [LoggerMessage(
        EventIds.CommitFailed,
        LogLevel.Warning,
        "Commit to {Target} did not succeed ({Failure}); the blob will be read again: {Problem}"
    )]
    private partial void LogAttemptFailed(string target, StorageFailure failure, string problem);

    [LoggerMessage(
        EventIds.CommitBroken,
        LogLevel.Critical,
        "A commit to {Target} failed in a way that waiting does not mend; the partitions of its rows stop, and are tried again now and then"
    )]
    private partial void LogBroken(string target, Exception exception);

    [LoggerMessage(
        EventIds.CommittedRowsGone,
        LogLevel.Critical,
        "{Files} lack rows that were committed: storage went back to an older copy, or somebody deleted or replaced a file. "
            + "`modeldata replay --into <container>` builds the day anew, as far as the hub still has the events"
    )]
    private partial void LogReverted(string files);

    [LoggerMessage(
        EventIds.VersioningOn,
        LogLevel.Warning,
        "The commit of {Blob} made a new version: every flush does. Turn blob versioning off for this storage account"
    )]
    private partial void LogVersioning(string blob);
}
