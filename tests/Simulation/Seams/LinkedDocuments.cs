using Azure;
using ModelData.Ingestion.Completing;

namespace ModelData.Simulation.Seams;

/// <summary>The documents of folders as one worker reaches them.</summary>
internal sealed class LinkedDocuments(IFolderDocuments documents, Link link) : IFolderDocuments
{
    public Task<(ReadOnlyMemory<byte> Content, ETag ETag)?> ReadAsync(
        string name,
        int maxBytes,
        CancellationToken cancellationToken
    ) =>
        link.AskStorageAsync(
            "read-document",
            name,
            () => documents.ReadAsync(name, maxBytes, default),
            found => $"{found?.ETag}",
            cancellationToken
        );

    public Task<bool> TryWriteAsync(
        string name,
        ReadOnlyMemory<byte> content,
        ETag? ifMatch,
        CancellationToken cancellationToken
    )
    {
        byte[] copy = content.ToArray();
        return link.AskStorageAsync(
            "write-document",
            $"{name} {copy.Length} if {ifMatch}",
            () => documents.TryWriteAsync(name, copy, ifMatch, default),
            isWritten => $"{isWritten}",
            cancellationToken
        );
    }
}
