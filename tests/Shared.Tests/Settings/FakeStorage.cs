using System.Net;

namespace ModelData.Tests.Settings;

/// <summary>Answers requests as a test says, and keeps them with their contents.</summary>
internal sealed class FakeStorage(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer)
    : HttpMessageHandler
{
    private readonly List<HttpRequestMessage> _requests = [];

    public FakeStorage(Func<HttpResponseMessage> answer)
        : this((_, _) => Task.FromResult(answer())) { }

    public IReadOnlyList<HttpRequestMessage> Requests => _requests;

    public List<byte[]> Contents { get; } = [];

    public static HttpResponseMessage Answer(
        HttpStatusCode status,
        string? code = null,
        byte[]? content = null,
        string? etag = null,
        string? retryAfter = null
    )
    {
        HttpResponseMessage response = new(status) { Content = new ByteArrayContent(content ?? []) };
        Add(response, "x-ms-error-code", code);
        Add(response, "ETag", etag);
        Add(response, "Retry-After", retryAfter);
        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        _requests.Add(request);
        Contents.Add(request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : []);
        return await answer(request, cancellationToken);
    }

    private static void Add(HttpResponseMessage response, string name, string? value)
    {
        if (value is not null)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
