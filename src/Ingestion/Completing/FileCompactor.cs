using System.Security.Cryptography;
using Azure;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Completing;

/// <summary>
/// Brings the files of a complete folder into the form in which they are read best, for example large row groups. The rows, and what the
/// metadata say of them, stay. A writer that comes at the same time wins or is told by the version, as among writers.
/// </summary>
internal sealed class FileCompactor(IDataBlobs blobs, BlockCache cache, FileFormats formats, GrowthWriter writer)
{
    private readonly BlockReader _blocks = new(blobs, cache);

    /// <summary>Compacts what gains by it.</summary>
    public async Task CompactAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var blob in await blobs.ListAsync($"{folder}/", cancellationToken))
        {
            if (
                DataFileName.TryParse(blob.Name.AsSpan(folder.Length + 1), out var name)
                && BlobMetadata.IsOurs(blob.Metadata)
            )
            {
                await CompactAsync(folder, name, cancellationToken);
            }
        }
    }

    /// <summary>Compacts one file, if it gains by it.</summary>
    /// <returns>What came of it, and the bytes that the file has then.</returns>
    /// <exception cref="RequestFailedException">It was written meanwhile, or storage is not there; the file is as it was, or compacted.</exception>
    public async Task<(CompactionOutcome Outcome, long Bytes)> CompactAsync(
        string folder,
        DataFileName name,
        CancellationToken cancellationToken
    )
    {
        if (formats.Find(name.Extension) is not { NeedsCompaction: true } format)
        {
            return (CompactionOutcome.IsCompact, 0);
        }

        if (
            await blobs.LoadAsync($"{folder}/{name}", cancellationToken) is not { } loaded
            || !BlobMetadata.IsOurs(loaded.Metadata)
            || !BlobState.IsIntact(loaded)
            || CommittedSequences.TryUnpack(loaded.Metadata.GetValueOrDefault(BlobMetadata.Sequences))
                is not { } sequences
        )
        {
            return (CompactionOutcome.IsForeign, 0);
        }

        var blob = BlobState.Existing(folder, name, loaded, sequences, new CommittedSequences());
        var metadata = new Dictionary<string, string>(loaded.Metadata)
        {
            [BlobMetadata.Commit] = RandomNumberGenerator.GetHexString(16, lowercase: true),
        };
        await (format.CommitPlaces?.WaitAsync(cancellationToken) ?? Task.CompletedTask);
        try
        {
            if (await format.CompactAsync(blob, metadata, _blocks, cancellationToken) is not { } growth)
            {
                return (CompactionOutcome.IsCompact, blob.Length);
            }

            // It adds no rows: whoever owns their partitions may go on under the new version.
            var (added, _) = await writer.WriteAsync(blob, growth, metadata, () => true, cancellationToken);
            long kept = blob.Blocks.Take(growth.KeptBlocks).Sum(block => block.Length);
            return (CompactionOutcome.Compacted, kept + added.Sum(block => block.Length));
        }
        finally
        {
            format.CommitPlaces?.Release();
        }
    }
}
