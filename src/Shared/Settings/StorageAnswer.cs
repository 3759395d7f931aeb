using System.Net;

namespace ModelData;

/// <summary>What storage answered, or why there is no answer that can be used.</summary>
internal sealed record StorageAnswer(HttpStatusCode Status)
{
    /// <summary>The code of the storage, for example <c>BlobNotFound</c>.</summary>
    public string? Code { get; init; }

    public string ETag { get; init; } = "";

    public byte[] Content { get; init; } = [];

    /// <summary>Why to ask again later; null when the answer holds.</summary>
    public string? Trouble { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The answer in words, for example <c>403 AuthorizationFailure</c>.</summary>
    public string Said => Code is null ? $"{(int)Status}" : $"{(int)Status} {Code}";
}
