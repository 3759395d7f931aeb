using System.Net.Sockets;
using Azure;
using Azure.Storage.Blobs.Models;

namespace ModelData.Ingestion.Diagnostics;

/// <summary>What a failed storage request means for the writer.</summary>
internal enum StorageFailure
{
    /// <summary>Another writer was there, or the outcome is unknown: read the blob and trim.</summary>
    Conflict,

    /// <summary>Storage does not let us write this blob: lease, policy, tier, type or rights. Waiting may mend it.</summary>
    Refused,

    /// <summary>Storage is not there or too busy.</summary>
    Unavailable,

    /// <summary>Not a failure of storage: waiting does not mend it.</summary>
    Broken,
}

internal static class StorageFailures
{
    /// <summary>Classifies by error code first: a 409 or 412 may be a conflict or a refusal.</summary>
    public static StorageFailure Classify(Exception exception)
    {
        if (exception is not RequestFailedException failure)
        {
            return IsOfTheNetwork(exception) ? StorageFailure.Unavailable : StorageFailure.Broken;
        }

        if (IsRefusal(failure.ErrorCode) || failure.Status is 401 or 403)
        {
            return StorageFailure.Refused;
        }

        return failure.Status is 400 or 404 or 409 or 412 && failure.ErrorCode != BlobErrorCode.ContainerNotFound
            ? StorageFailure.Conflict
            : StorageFailure.Unavailable;
    }

    /// <summary>Whether the outcome of the request is unknown: it may have been applied, or still be.</summary>
    public static bool IsUnknown(Exception exception) =>
        exception is not RequestFailedException failure || failure.Status is 0 or >= 500;

    // What HTTP, sockets, TLS, the identity and time-outs throw.
    private static bool IsOfTheNetwork(Exception exception) =>
        exception
            is IOException
                or HttpRequestException
                or SocketException
                or System.Security.Authentication.AuthenticationException
                or Azure.Identity.AuthenticationFailedException
                or TimeoutException
                or OperationCanceledException
        || exception is AggregateException { InnerExceptions: var inner } && inner.All(IsOfTheNetwork);

    private static bool IsRefusal(string? code) =>
        code
            is "LeaseIdMissing"
                or "LeaseIdMismatchWithBlobOperation"
                or "LeaseLost"
                or "LeaseNotPresentWithBlobOperation"
                or "BlobImmutableDueToPolicy"
                or "BlobArchived"
                or "BlobBeingRehydrated"
                or "InvalidBlobType"
                or "InvalidBlobTier"
                or "BlobAccessTierNotSupportedForAccountType"
                or "BlockCountExceedsLimit"
                or "AccountIsDisabled";
}
