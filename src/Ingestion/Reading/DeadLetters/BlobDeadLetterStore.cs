using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>
/// Letters that come late, behind others of their partition: rows that storage refuses, and gaps. One blob each, named by incarnation,
/// partition and sequence number, so that a replay finds its own: written with If-None-Match, and one that is there already is the same.
/// Those of the intake lie in packs, see <see cref="LetterPackWriter"/>.
/// </summary>
internal sealed class BlobDeadLetterStore(BlobContainerClient container, LetterFloods floods, WorkerMetrics metrics)
    : IDeadLetterStore
{
    public async Task WriteAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        string name = Name(letter.Incarnation, letter.PartitionId, letter.Event.SequenceNumber, "");
        if (await TryCreateAsync(name, DeadLetterJson.Write(letter), cancellationToken))
        {
            metrics.DeadLetter(letter.Refusal.Reason);
            floods.Note(letter.PartitionId, letter.Event.SequenceNumber, letter.Refusal);
        }
    }

    public async Task WriteAsync(SequenceGap gap, CancellationToken cancellationToken)
    {
        string name = Name(gap.Incarnation, gap.PartitionId, gap.First, "-gap");
        if (await TryCreateAsync(name, DeadLetterJson.Write(gap), cancellationToken))
        {
            metrics.DeadLetter(SequenceGap.Reason);
        }
    }

    private static string Name(HubIncarnation incarnation, string partitionId, long sequenceNumber, string suffix) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{incarnation.Text}/{partitionId}/{sequenceNumber:D20}{suffix}.json"
        );

    private async Task<bool> TryCreateAsync(string name, BinaryData content, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
        };
        try
        {
            await container.GetBlobClient(name).UploadAsync(content, options, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            return false;
        }
    }
}
