using System.Runtime.CompilerServices;
using Azure;
using ModelData.Ingestion.Completing;

namespace ModelData.Ingestion.Tests.Fakes;

/// <summary>Markers whose requests wait at a gate.</summary>
internal sealed class GatedOpenFolders(IOpenFolders inner, StepGate gate) : IOpenFolders
{
    public async Task<OpenFolder?> ReadAsync(string folder, DateOnly day, CancellationToken cancellationToken)
    {
        await gate.WaitAsync();
        return await inner.ReadAsync(folder, day, cancellationToken);
    }

    public async Task<OpenFolder?> TryWriteAsync(
        string folder,
        DateOnly day,
        DateTimeOffset until,
        ETag? ifMatch,
        CancellationToken cancellationToken
    )
    {
        await gate.WaitAsync();
        return await inner.TryWriteAsync(folder, day, until, ifMatch, cancellationToken);
    }

    public async IAsyncEnumerable<OpenFolder> ListAsync(
        DateOnly lastDay,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await gate.WaitAsync();
        await foreach (var folder in inner.ListAsync(lastDay, cancellationToken))
        {
            yield return folder;
        }
    }

    public async Task<bool> TryCloseAsync(OpenFolder folder, CancellationToken cancellationToken)
    {
        await gate.WaitAsync();
        return await inner.TryCloseAsync(folder, cancellationToken);
    }
}

/// <summary>Documents whose requests wait at a gate.</summary>
internal sealed class GatedFolderDocuments(IFolderDocuments inner, StepGate gate) : IFolderDocuments
{
    public async Task<(ReadOnlyMemory<byte> Content, ETag ETag)?> ReadAsync(
        string name,
        int maxBytes,
        CancellationToken cancellationToken
    )
    {
        await gate.WaitAsync();
        return await inner.ReadAsync(name, maxBytes, cancellationToken);
    }

    public async Task<bool> TryWriteAsync(
        string name,
        ReadOnlyMemory<byte> content,
        ETag? ifMatch,
        CancellationToken cancellationToken
    )
    {
        await gate.WaitAsync();
        return await inner.TryWriteAsync(name, content, ifMatch, cancellationToken);
    }
}
