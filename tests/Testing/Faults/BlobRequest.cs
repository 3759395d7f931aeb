using Microsoft.AspNetCore.Http;

namespace ModelData.Testing;

/// <summary>A request to the blob service, as far as a test wants to tell requests apart.</summary>
/// <param name="Operation">What it does.</param>
/// <param name="Container">The container; empty when the request concerns the account.</param>
/// <param name="BlobName">The blob, unescaped; empty when the request concerns the container.</param>
/// <param name="Headers">The request's headers.</param>
/// <param name="BodyBytes">The length of the body; 0 without one.</param>
public sealed record BlobRequest(
    BlobOperation Operation,
    string Container,
    string BlobName,
    IHeaderDictionary Headers,
    long BodyBytes
)
{
    internal static BlobRequest From(HttpRequest request)
    {
        // /account/container/blob/with/slashes
        var path = request.Path.Value!.AsSpan().TrimStart('/');
        path = After(path);
        var containerEnd = path.IndexOf('/');
        var container = containerEnd < 0 ? path : path[..containerEnd];
        var blob = After(path);
        return new BlobRequest(
            Classify(request, blob.IsEmpty),
            container.ToString(),
            blob.ToString(),
            request.Headers,
            request.ContentLength ?? 0
        );
    }

    private static ReadOnlySpan<char> After(ReadOnlySpan<char> path)
    {
        var slash = path.IndexOf('/');
        return slash < 0 ? default : path[(slash + 1)..];
    }

    private static BlobOperation Classify(HttpRequest request, bool isContainer)
    {
        var component = request.Query["comp"].ToString();
        return (request.Method, component, isContainer) switch
        {
            ("PUT", "block", false) => BlobOperation.StageBlock,
            ("PUT", "blocklist", false) => BlobOperation.CommitBlockList,
            ("GET", "blocklist", false) => BlobOperation.GetBlockList,
            ("HEAD", "", false) => BlobOperation.GetProperties,
            ("GET", "", false) => BlobOperation.GetBlob,
            ("PUT", "", false) => BlobOperation.PutBlob,
            ("PUT", "metadata", false) => BlobOperation.SetMetadata,
            ("DELETE", "", false) => BlobOperation.DeleteBlob,
            ("GET", "list", true) => BlobOperation.ListBlobs,
            ("PUT", "", true) => BlobOperation.CreateContainer,
            _ => BlobOperation.Other,
        };
    }
}
