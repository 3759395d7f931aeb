using System.Net;
using System.Net.Http.Headers;

namespace ModelData.Producer.Tests;

/// <summary>A container of settings documents with one document, which answers as Blob storage does.</summary>
internal sealed class FakeSettingsStorage : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private string? _document;
    private int _version;
    private int _requests;

    /// <summary>Answers in place of the storage: a status, or null for none at all. Not called while it is unset.</summary>
    public Func<HttpStatusCode?>? Trouble { get; set; }

    /// <summary>What the storage asks for when it is in trouble.</summary>
    public TimeSpan? RetryAfter { get; set; }

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>The address that was asked for last.</summary>
    public Uri? Asked { get; private set; }

    public AuthenticationHeaderValue? Authorization { get; private set; }

    /// <summary>The document as JSON without its version; null for none.</summary>
    public string? Members
    {
        set => Document = value is null ? null : $$"""{"version":1,{{value}}}""";
    }

    /// <summary>The document; null for none.</summary>
    public string? Document
    {
        get
        {
            lock (_gate)
            {
                return _document;
            }
        }
        set
        {
            lock (_gate)
            {
                _document = value;
                _version++;
            }
        }
    }

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        Interlocked.Increment(ref _requests);
        Asked = request.RequestUri;
        Authorization = request.Headers.Authorization;
        if (Trouble is { } trouble)
        {
            if (trouble() is not { } status)
            {
                throw new HttpRequestException("nobody answers");
            }
            HttpResponseMessage answer = new(status);
            answer.Headers.RetryAfter = RetryAfter is { } delta ? new RetryConditionHeaderValue(delta) : null;
            return Task.FromResult(answer);
        }
        lock (_gate)
        {
            if (_document is null)
            {
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound));
            }
            string etag = $"\"{_version}\"";
            bool isKnown =
                request.Headers.TryGetValues("If-None-Match", out IEnumerable<string>? known) && known.Contains(etag);
            HttpResponseMessage found = new(isKnown ? HttpStatusCode.NotModified : HttpStatusCode.OK);
            found.Headers.TryAddWithoutValidation("ETag", etag);
            if (!isKnown)
            {
                found.Content = new StringContent(_document);
            }
            return Task.FromResult(found);
        }
    }
}
