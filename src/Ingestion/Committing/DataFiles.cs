using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Committing;

/// <summary>The data files of one format and one share in a folder, as a listing shows them.</summary>
internal static class DataFiles
{
    private const string Prefix = "data";

    /// <summary>Lists them with their metadata.</summary>
    public static async Task<Dictionary<DataFileName, IReadOnlyDictionary<string, string>>> ListAsync(
        IDataBlobs blobs,
        string folder,
        string extension,
        int? partition,
        CancellationToken cancellationToken
    )
    {
        var files = new Dictionary<DataFileName, IReadOnlyDictionary<string, string>>();
        foreach (var blob in await blobs.ListAsync($"{folder}/{Prefix}", cancellationToken))
        {
            // Accounts with a hierarchical namespace list folders as well, and people leave files: neither parses.
            if (
                DataFileName.TryParse(blob.Name.AsSpan(folder.Length + 1), out var file)
                && file.Partition == partition
                && file.Extension == extension
            )
            {
                files[file] = blob.Metadata;
            }
        }

        return files;
    }

    /// <summary>What some files contain.</summary>
    public static CommittedSequences Union(IEnumerable<IReadOnlyDictionary<string, string>> files)
    {
        var union = new CommittedSequences();
        foreach (var metadata in files)
        {
            if (CommittedSequences.TryUnpack(metadata.GetValueOrDefault(BlobMetadata.Sequences)) is { } sequences)
            {
                union.RaiseAll(sequences);
            }
        }

        return union;
    }

    /// <summary>Why a file of ours cannot be gone on with, though it is there.</summary>
    public static LeftFile? FindDamage(LoadedBlob loaded, out CommittedSequences? sequences)
    {
        sequences = CommittedSequences.TryUnpack(loaded.Metadata.GetValueOrDefault(BlobMetadata.Sequences));
        return !BlobState.IsIntact(loaded) ? LeftFile.Replaced
            : sequences is null ? LeftFile.PositionsUnreadable
            : !BlobMetadata.HasCounts(loaded.Metadata) ? LeftFile.RowsUnreadable
            : null;
    }
}
