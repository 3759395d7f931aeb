using System.Security.Cryptography;
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
                && formats.Find(name.Extension) is { NeedsCompaction: true } format
            )
            {
                await CompactAsync(folder, name, format, cancellationToken);
            }
        }
    }

    private async Task CompactAsync(
        string folder,
        DataFileName name,
        IFileFormat format,
        CancellationToken cancellationToken
    )
    {
        if (
            await blobs.LoadAsync($"{folder}/{name}", cancellationToken) is not { } loaded
            || !BlobMetadata.IsOurs(loaded.Metadata)
            || !BlobState.IsIntact(loaded)
            || CommittedSequences.TryUnpack(loaded.Metadata.GetValueOrDefault(BlobMetadata.Sequences))
                is not { } sequences
        )
        {
            return;
        }

        var blob = BlobState.Existing(folder, name, loaded, sequences, new CommittedSequences());
        var metadata = new Dictionary<string, string>(loaded.Metadata)
        {
            [BlobMetadata.Commit] = RandomNumberGenerator.GetHexString(16, lowercase: true),
        };
        await (format.CommitPlaces?.WaitAsync(cancellationToken) ?? Task.CompletedTask);
        try
        {
            if (await format.CompactAsync(blob, metadata, _blocks, cancellationToken) is { } growth)
            {
                // It adds no rows: whoever owns their partitions may go on under the new version.
                await writer.WriteAsync(blob, growth, metadata, () => true, cancellationToken);
            }
        }
        finally
        {
            format.CommitPlaces?.Release();
        }
    }
}
