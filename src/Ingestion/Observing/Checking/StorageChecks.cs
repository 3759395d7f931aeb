using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace ModelData.Ingestion.Observing.Checking;

/// <summary>
/// Whether a container is there, what whoever checks may do with it, and whether its account keeps what a worker replaces. Nothing is written: the right to is
/// seen by a write that cannot succeed.
/// </summary>
/// <param name="container">The container; its client should not retry.</param>
/// <param name="name">What it holds, for a person.</param>
/// <param name="settings">The section of the settings that says where it is.</param>
/// <param name="time">The clock.</param>
internal sealed class StorageChecks(BlobContainerClient container, string name, string settings, TimeProvider time)
{
    private const double MostSecondsOff = 5;
    private const string NoSuchBlob = "_checked/no-such-blob";

    /// <summary>Whether the container can be used.</summary>
    public async Task<Check> CheckAccessAsync(CancellationToken cancellationToken)
    {
        string place = $"container {container.Name} of {container.AccountName}";
        try
        {
            await container.GetPropertiesAsync(cancellationToken: cancellationToken);
            await foreach (var _ in container.GetBlobsAsync(cancellationToken: cancellationToken).AsPages(null, 1))
            {
                break;
            }

            return await MayWriteAsync(cancellationToken)
                ? new Check(name, CheckOutcome.Passed, $"{place} can be read and written")
                : new Check(
                    name,
                    CheckOutcome.Look,
                    $"{place} can be read, and not written",
                    "Enough to look; a worker needs the role Storage Blob Data Contributor there"
                );
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var problem = DependencyProblem.OfStorage(e, settings).ForOperators();
            return new Check(name, CheckOutcome.Failed, $"{place}: {problem.Cause}", problem.Mend);
        }
    }

    /// <summary>Whether the own wall clock agrees with the storage's.</summary>
    public async Task<Check> CheckClockAsync(CancellationToken cancellationToken)
    {
        const string Clock = "clock";
        try
        {
            // Opens the connection and gets the token, which is no part of the answer's way.
            await container.ExistsAsync(cancellationToken);
            long askedAt = time.GetTimestamp();
            Response answer = (await container.ExistsAsync(cancellationToken)).GetRawResponse();
            if (answer.Headers.Date is not { } date)
            {
                return new Check(Clock, CheckOutcome.Unknown, "the storage's answer has no date");
            }

            // Dated in whole seconds, and half of the way old.
            var there = date + TimeSpan.FromSeconds(0.5) + time.GetElapsedTime(askedAt) / 2;
            double off = (time.GetUtcNow() - there).TotalSeconds;
            string text = string.Create(
                CultureInfo.InvariantCulture,
                $"this machine's is {Math.Abs(off):0} s {(off > 0 ? "ahead of" : "behind")} the storage's"
            );
            return Math.Abs(off) < MostSecondsOff
                ? new Check(Clock, CheckOutcome.Passed, "this machine's agrees with the storage's")
                : new Check(Clock, CheckOutcome.Look, text, "Synchronise it (NTP): tokens and signatures depend on it");
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new Check(Clock, CheckOutcome.Unknown, "storage has to answer first");
        }
    }

    /// <summary>Whether the account keeps each version of a blob, or each that was deleted: a worker writes a file anew every few seconds.</summary>
    public async Task<IReadOnlyList<Check>> CheckKeepingAsync(CancellationToken cancellationToken)
    {
        try
        {
            bool? isVersioned = null;
            bool? isKept = null;
            await foreach (
                var page in container
                    .GetBlobsAsync(
                        BlobTraits.None,
                        BlobStates.Deleted | BlobStates.Snapshots | BlobStates.Version,
                        null,
                        cancellationToken
                    )
                    .AsPages()
            )
            {
                foreach (var blob in page.Values)
                {
                    isVersioned = isVersioned == true || blob.VersionId is not null;
                    isKept = isKept == true || blob.Deleted;
                }

                break;
            }

            return
            [
                isVersioned switch
                {
                    null => new Check("blob versioning", CheckOutcome.Unknown, "there is no blob yet to tell by"),
                    true => new Check(
                        "blob versioning",
                        CheckOutcome.Failed,
                        "it is on, or was: each flush keeps the whole file once more, and is paid for",
                        "Turn it off for the account, and delete the former versions"
                    ),
                    _ => new Check("blob versioning", CheckOutcome.Passed, "off"),
                },
                isKept switch
                {
                    null => new Check("soft delete", CheckOutcome.Unknown, "there is no blob yet to tell by"),
                    true => new Check(
                        "soft delete",
                        CheckOutcome.Look,
                        "deleted blobs are kept: each state of a file that is replaced may be, and is paid for",
                        "Turn it off for blobs; for containers it is good to have"
                    ),
                    _ => new Check(
                        "soft delete",
                        CheckOutcome.Passed,
                        "no deleted blob is kept, as far as the first 5,000 tell"
                    ),
                },
            ];
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            string cause = DependencyProblem.OfStorage(e, settings).Cause;
            return
            [
                new Check("blob versioning", CheckOutcome.Unknown, cause),
                new Check("soft delete", CheckOutcome.Unknown, cause),
            ];
        }
    }

    private async Task<bool> MayWriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await container
                .GetBlobClient(NoSuchBlob)
                .SetMetadataAsync(new Dictionary<string, string>(), cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 401 or 403)
        {
            return false;
        }
    }
}
