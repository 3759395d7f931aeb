using Azure.Storage.Blobs;
using ModelData.Cli.Files;

namespace ModelData.Cli.Tail;

/// <summary>How far a data file was read. A worker only ever puts whole rows behind the others, in one commit each. Not thread-safe.</summary>
internal interface IFollowedFile
{
    /// <summary>The file.</summary>
    string Path { get; }

    /// <summary>The header line, once rows were read.</summary>
    ReadOnlyMemory<byte> Header { get; }

    /// <summary>Passes over what is there.</summary>
    Task SkipAsync(BlobContainerClient container, DataFile file, CancellationToken cancellationToken);

    /// <summary>Whether there may be rows behind what was read.</summary>
    bool HasChanged(DataFile file);

    /// <summary>Whether the file has less than what was read: somebody else wrote it. What is there is then passed over.</summary>
    bool IsReplaced(DataFile file);

    /// <summary>Reads what is behind what was read, of the version that was listed, as lines of CSV, in parts that end with a line.</summary>
    IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        BlobContainerClient container,
        DataFile file,
        CancellationToken cancellationToken
    );
}
