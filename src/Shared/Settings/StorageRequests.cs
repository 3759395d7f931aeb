using System.Net;
using System.Net.Http.Headers;

namespace ModelData;

/// <summary>Sends requests to Blob storage, once each, and turns whatever happens into a <see cref="StorageAnswer"/>.</summary>
internal sealed class StorageRequests(
    HttpClient client,
    Func<CancellationToken, ValueTask<string>>? token,
    TimeProvider time,
    TimeSpan timeout,
    Func<string, string> hide
)
{
    private const string ServiceVersion = "2021-12-02";

    /// <summary>Sends a request and reads at most <paramref name="maxBytes"/> of the content, and one more when there are more.</summary>
    public async Task<StorageAnswer> SendAsync(
        HttpRequestMessage request,
        int maxBytes,
        CancellationToken cancellationToken
    )
    {
        using CancellationTokenSource deadline = new(timeout, time);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(
            deadline.Token,
            cancellationToken
        );
        try
        {
            request.Headers.Add("x-ms-version", ServiceVersion);
            if (token is not null)
            {
                string bearer = await TokenAsync(token, end.Token);
                if (string.IsNullOrEmpty(bearer) || bearer.AsSpan().ContainsAnyExceptInRange('!', '~'))
                {
                    return Trouble("the credential gave no token.");
                }
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            }
            using HttpResponseMessage response = await client.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                end.Token
            );
            return await AnswerAsync(response, maxBytes, end.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            return Trouble($"there was no whole answer within {timeout.TotalSeconds:0} s.");
        }
#pragma warning disable CA1031 // A credential throws what it likes, and this must not end a scoring app.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Trouble(hide(exception.Message));
        }
    }

    // A credential may ignore that its time is over. Nobody is left then to be told how it ended.
    private static async Task<string> TokenAsync(
        Func<CancellationToken, ValueTask<string>> token,
        CancellationToken cancellationToken
    )
    {
        Task<string> asked = token(cancellationToken).AsTask();
        _ = asked.ContinueWith(
            it => it.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        return await asked.WaitAsync(cancellationToken);
    }

    private async Task<StorageAnswer> AnswerAsync(
        HttpResponseMessage response,
        int maxBytes,
        CancellationToken cancellationToken
    )
    {
        StorageAnswer answer = new(response.StatusCode)
        {
            Code = response.Headers.TryGetValues("x-ms-error-code", out IEnumerable<string>? codes)
                ? codes.FirstOrDefault()
                : null,
            ETag = response.Headers.TryGetValues("ETag", out IEnumerable<string>? etags)
                ? etags.FirstOrDefault() ?? ""
                : "",
            RetryAfter = RetryAfter(response.Headers.RetryAfter),
        };
        return (int)answer.Status switch
        {
            >= 200 and < 300 when answer.ETag.Length == 0 => answer with
            {
                Trouble = $"the answer {answer.Said} has no ETag; it is not from Blob storage.",
            },
            200 => answer with { Content = await ReadAsync(response.Content, maxBytes, cancellationToken) },
            >= 300 and < 400 and not 304 => answer with
            {
                Trouble = $"the answer {answer.Said} leads elsewhere; Blob storage does not do that.",
            },
            408 or 429 or >= 500 => answer with { Trouble = $"the answer is {answer.Said}." },
            _ => answer,
        };
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        TimeSpan? wait = header?.Delta ?? header?.Date - time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    // Whatever answers, it cannot fill the memory.
    private static async Task<byte[]> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[maxBytes + 1];
        int size = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return buffer[..size];
    }

    private static StorageAnswer Trouble(string text) => new(default(HttpStatusCode)) { Trouble = text };
}
