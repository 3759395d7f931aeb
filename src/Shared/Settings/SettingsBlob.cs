using System.Net;
using System.Net.Http.Headers;

namespace ModelData;

/// <summary>
/// The settings document of one web service in its blob, over HTTPS. Reading and writing never throw for what storage, network or credential do; a
/// request is sent once. Thread-safe.
/// </summary>
public sealed class SettingsBlob
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly SettingsContainer _container;
    private readonly Uri _blob;
    private readonly StorageRequests _requests;
    private readonly TimeProvider _time;

    /// <summary>Creates access to a blob. Nothing is sent yet.</summary>
    /// <param name="container">The container.</param>
    /// <param name="blobName">The blob: <see cref="ServiceSettings.BlobName(CollectionAddress)"/>.</param>
    /// <param name="client">Sends the requests; it is not disposed here. It should not follow redirects.</param>
    /// <param name="token">
    /// Gives a bearer token for <c>https://storage.azure.com/.default</c>, asked for with each request: it should keep the token. Not used where the
    /// container has a shared access signature. Default: none.
    /// </param>
    /// <param name="time">The clock. Default: that of the system.</param>
    /// <exception cref="ArgumentException">The name is not that of a settings blob, or there is neither signature nor token.</exception>
    public SettingsBlob(
        SettingsContainer container,
        string blobName,
        HttpClient client,
        Func<CancellationToken, ValueTask<string>>? token = null,
        TimeProvider? time = null
    )
    {
        ArgumentNullException.ThrowIfNull(container);
        ArgumentNullException.ThrowIfNull(client);
        if (!ServiceSettings.TryParseBlobName(blobName, out _, out _, out _, out _))
        {
            throw new ArgumentException(
                $"{Shown.Text(blobName ?? "")} is not the name of a settings blob: {nameof(ServiceSettings)}.{nameof(ServiceSettings.BlobName)} makes one.",
                nameof(blobName)
            );
        }
        if (token is null && !container.HasSas)
        {
            throw new ArgumentException(
                $"Nothing lets anybody into {container}: give a credential, or a shared access signature in the URI.",
                nameof(token)
            );
        }
        _time = time ?? TimeProvider.System;
        _container = container;
        _blob = container.UriOf(blobName);
        _requests = new StorageRequests(client, container.HasSas ? null : token, _time, Timeout, container.Hide);
        Name = blobName;
    }

    /// <summary>The name of the blob within the container.</summary>
    public string Name { get; }

    /// <summary>Reads the document.</summary>
    /// <param name="etag">The version that is known: when it is still that, the answer is <see cref="SettingsRead.NotModified"/>. Default: none.</param>
    /// <param name="cancellationToken">Ends it; within 30 s it ends in any case.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<SettingsRead> ReadAsync(string? etag = null, CancellationToken cancellationToken = default)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, _blob);
        if (!string.IsNullOrEmpty(etag))
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        }
        StorageAnswer answer = await _requests.SendAsync(request, ServiceSettings.MaxBytes, cancellationToken);
        if (answer.Trouble is { } trouble)
        {
            return new SettingsRead.Unreachable($"{this} was not read: {trouble}", answer.RetryAfter);
        }
        return answer.Status switch
        {
            HttpStatusCode.OK => Document(answer),
            HttpStatusCode.NotModified => new SettingsRead.NotModified(),
            HttpStatusCode.NotFound => new SettingsRead.NotThere(answer.Code),
            _ => new SettingsRead.Refused(
                (int)answer.Status,
                answer.Code,
                $"{this} was not read: {answer.Said}. {Mend(answer, "Storage Blob Data Reader", 'r')}"
            ),
        };
    }

    /// <summary>Writes the document, if it is still as it was read.</summary>
    /// <param name="settings">What was read, with what is to be otherwise; a new one where none was there.</param>
    /// <param name="etag">The version that was read; null: only where there is none yet.</param>
    /// <param name="changedBy">Who writes, for people: 1 to 128 bytes of UTF-8.</param>
    /// <param name="cancellationToken">Ends it; within 30 s it ends in any case.</param>
    /// <returns>What came of it; when it was written, revision, time and name are those of this write.</returns>
    /// <exception cref="InvalidOperationException">A value is not legal, or the document is too long. Nothing is sent.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled; it may have been written.</exception>
    public async Task<SettingsWrite> WriteAsync(
        ServiceSettings settings,
        string? etag,
        string changedBy,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(changedBy);
        ServiceSettings next = settings with
        {
            Revision = settings.Revision + 1,
            ChangedAt = _time.GetUtcNow(),
            ChangedBy = changedBy,
        };
        using HttpRequestMessage request = new(HttpMethod.Put, _blob) { Content = new ByteArrayContent(next.Write()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        request.Headers.TryAddWithoutValidation(etag is null ? "If-None-Match" : "If-Match", etag ?? "*");
        StorageAnswer answer = await _requests.SendAsync(request, maxBytes: 0, cancellationToken);
        if (answer.Trouble is { } trouble)
        {
            return new SettingsWrite.Unreachable(
                $"It is not known whether {this} was written: {trouble}",
                answer.RetryAfter
            );
        }
        return answer.Status switch
        {
            HttpStatusCode.Created => new SettingsWrite.Written(next, answer.ETag),
            _ when IsChanged(answer) => new SettingsWrite.Changed(),
            _ => new SettingsWrite.Refused(
                (int)answer.Status,
                answer.Code,
                $"{this} was not written: {answer.Said}. {Mend(answer, "Storage Blob Data Contributor", 'w')}"
            ),
        };
    }

    /// <summary>The URI of the blob, without a signature.</summary>
    public override string ToString() => $"{_container}/{Name}";

    private static SettingsRead Document(StorageAnswer answer) =>
        ServiceSettings.TryRead(answer.Content, out ServiceSettings? settings, out SettingsProblem? problem)
            ? new SettingsRead.Found(settings, answer.ETag)
        : problem.IsNewerVersion ? new SettingsRead.NewerVersion(problem.Text, answer.ETag)
        : new SettingsRead.Malformed(problem.Text, answer.ETag);

    // A lease or a policy answers with the same statuses; to read again does not help there.
    private static bool IsChanged(StorageAnswer answer) =>
        (answer.Status, answer.Code)
            is
                (HttpStatusCode.PreconditionFailed, null or "ConditionNotMet")
                or
                (HttpStatusCode.Conflict, null or "BlobAlreadyExists");

    private string Mend(StorageAnswer answer, string role, char right) =>
        answer.Status == HttpStatusCode.NotFound ? $"The container {_container} has to be created first."
        : answer.Status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            ? "See what the code of the storage means."
        : _container.HasSas
            ? $"The shared access signature in the URI must be valid now, be for this container, and have the right {right}."
        : $"The identity needs the role {role} on the container; a new one may take some minutes to work.";
}
