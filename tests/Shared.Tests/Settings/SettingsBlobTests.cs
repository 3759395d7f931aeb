using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using static ModelData.Tests.Settings.FakeStorage;

namespace ModelData.Tests.Settings;

[Trait("Level", "Unit")]
public sealed class SettingsBlobTests
{
    private const string Container = "https://account.blob.core.windows.net/modeldata-settings";
    private const string Signature = "a%2Bsecret%3D";
    private const string Name = "s/my~20group/w/svc.json";
    private const string ETag = "\"0x8D\"";

    private static readonly DateTimeOffset Now = new(2026, 11, 23, 5, 41, 11, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Now);

    private static CancellationToken Ends => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadAsync_WithAToken_SendsOneConditionalGet()
    {
        FakeStorage storage = new(() => Answer(HttpStatusCode.OK, null, Documents.Everything.Write(), ETag));
        SettingsRead.Found found = Assert.IsType<SettingsRead.Found>(
            await WithToken(storage).ReadAsync("\"0x1\"", Ends)
        );
        Assert.Equal((Documents.Everything, ETag), (found.Settings, found.ETag));
        HttpRequestMessage request = Assert.Single(storage.Requests);
        Assert.Equal((HttpMethod.Get, $"{Container}/{Name}"), (request.Method, request.RequestUri!.AbsoluteUri));
        Assert.Equal("Bearer t1", request.Headers.Authorization!.ToString());
        Assert.Equal("\"0x1\"", request.Headers.GetValues("If-None-Match").Single());
        Assert.Equal("2021-12-02", request.Headers.GetValues("x-ms-version").Single());
    }

    [Fact]
    public async Task ReadAsync_WithASignature_SendsNoToken()
    {
        FakeStorage storage = new(() => Answer(HttpStatusCode.NotModified, "ConditionNotMet"));
        Assert.IsType<SettingsRead.NotModified>(await WithSas(storage, (_) => new("t")).ReadAsync(ETag, Ends));
        Assert.Null(storage.Requests[0].Headers.Authorization);
        Assert.Equal($"{Container}/{Name}?sp=rw&sig={Signature}", storage.Requests[0].RequestUri!.AbsoluteUri);
        await WithSas(storage).ReadAsync(null, Ends);
        Assert.False(storage.Requests[1].Headers.Contains("If-None-Match"));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "InvalidAuthenticationInfo", "Storage Blob Data Reader")]
    [InlineData(HttpStatusCode.Forbidden, "AuthorizationPermissionMismatch", "Storage Blob Data Reader")]
    [InlineData(HttpStatusCode.Forbidden, null, "Storage Blob Data Reader")]
    [InlineData(HttpStatusCode.BadRequest, "InvalidUri", "the code of the storage")]
    public async Task ReadAsync_NotLetIn_SaysTheCodeAndTheMend(HttpStatusCode status, string? code, string mend)
    {
        SettingsRead read = await WithToken(new(() => Answer(status, code))).ReadAsync(null, Ends);
        SettingsRead.Refused refused = Assert.IsType<SettingsRead.Refused>(read);
        Assert.Equal(((int)status, code), (refused.Status, refused.Code));
        Assert.StartsWith($"{Container}/{Name} was not read: {(int)status}", refused.Problem);
        Assert.Contains(code ?? "", refused.Problem, StringComparison.Ordinal);
        Assert.Contains(mend, refused.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BlobNotFound")]
    [InlineData("ContainerNotFound")]
    [InlineData(null)]
    public async Task ReadAsync_NoBlob_IsNotThere(string? code)
    {
        SettingsRead read = await WithToken(new(() => Answer(HttpStatusCode.NotFound, code))).ReadAsync(null, Ends);
        Assert.Equal(new SettingsRead.NotThere(code), read);
    }

    [Fact]
    public async Task ReadAsync_NoDocument_SaysWhyWithItsETag()
    {
        byte[] content = Documents.With("'enabled':1");
        SettingsBlob sut = WithToken(new(() => Answer(HttpStatusCode.OK, null, content, ETag)));
        Assert.Equal(
            new SettingsRead.Malformed("enabled is 1; true or false is accepted.", ETag),
            await sut.ReadAsync(null, Ends)
        );
        content = "{\"version\":2}"u8.ToArray();
        Assert.Equal(ETag, Assert.IsType<SettingsRead.NewerVersion>(await sut.ReadAsync(null, Ends)).ETag);
        content = "<html>Sign in</html>"u8.ToArray();
        Assert.IsType<SettingsRead.Malformed>(await sut.ReadAsync(null, Ends));
        content = new byte[10_000_000];
        SettingsRead.Malformed tooLong = Assert.IsType<SettingsRead.Malformed>(await sut.ReadAsync(null, Ends));
        Assert.Contains("longer than", tooLong.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, "ServerBusy", "7", 7)]
    [InlineData(HttpStatusCode.ServiceUnavailable, "ServerBusy", "Mon, 23 Nov 2026 05:41:41 GMT", 30)]
    [InlineData(HttpStatusCode.ServiceUnavailable, "ServerBusy", "Mon, 23 Nov 2026 05:40:41 GMT", 0)]
    [InlineData(HttpStatusCode.InternalServerError, "InternalError", null, null)]
    [InlineData(HttpStatusCode.TooManyRequests, null, "soon", null)]
    [InlineData(HttpStatusCode.Redirect, null, null, null)]
    [InlineData(HttpStatusCode.OK, null, null, null)]
    public async Task ReadAsync_NoUsableAnswer_IsUnreachable(
        HttpStatusCode status,
        string? code,
        string? retryAfter,
        int? seconds
    )
    {
        FakeStorage storage = new(() => Answer(status, code, retryAfter: retryAfter));
        SettingsRead.Unreachable read = Assert.IsType<SettingsRead.Unreachable>(
            await WithToken(storage).ReadAsync(null, Ends)
        );
        Assert.Equal(seconds, read.RetryAfter?.TotalSeconds);
        Assert.Contains($"{(int)status}", read.Problem, StringComparison.Ordinal);
        Assert.Single(storage.Requests);
    }

    [Fact]
    public async Task ReadAsync_WhateverIsThrown_IsUnreachableWithoutTheSignature()
    {
        Exception[] all =
        [
            new HttpRequestException($"No route to {Container}/{Name}?sig={Signature}"),
            new HttpRequestException("a+secret="),
            new IOException("cut off"),
            new SocketException(),
            new InvalidOperationException("odd"),
            new TaskCanceledException("too late"),
        ];
        foreach (Exception exception in all)
        {
            SettingsBlob sut = WithSas(new FakeStorage((_, _) => throw exception));
            SettingsRead.Unreachable read = Assert.IsType<SettingsRead.Unreachable>(await sut.ReadAsync(null, Ends));
            Assert.StartsWith($"{Container}/{Name} was not read: ", read.Problem);
            Assert.DoesNotContain("secret", read.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ReadAsync_NoToken_IsUnreachable()
    {
        FakeStorage storage = new(() => Answer(HttpStatusCode.NotFound));
        SettingsBlob sut = Create(Container, storage, _ => throw new InvalidOperationException("no identity here"));
        SettingsRead.Unreachable read = Assert.IsType<SettingsRead.Unreachable>(await sut.ReadAsync(null, Ends));
        Assert.Contains("no identity here", read.Problem, StringComparison.Ordinal);
        Assert.Empty(storage.Requests);
    }

    [Fact]
    public async Task ReadAsync_NoAnswer_EndsInTime()
    {
        TaskCompletionSource asked = new();
        FakeStorage storage = new(
            async (_, ends) =>
            {
                asked.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, ends);
                return Answer(HttpStatusCode.NotFound);
            }
        );
        Task<SettingsRead> read = WithToken(storage).ReadAsync(null, Ends);
        await asked.Task;
        Assert.False(read.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(30));
        SettingsRead.Unreachable answer = Assert.IsType<SettingsRead.Unreachable>(await read);
        Assert.Contains("no whole answer within 30 s", answer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_ACredentialThatNeverAnswers_EndsInTime()
    {
        TaskCompletionSource<string> never = new();
        FakeStorage storage = new(() => Answer(HttpStatusCode.NotFound));
        Task<SettingsRead> read = Create(Container, storage, _ => new(never.Task)).ReadAsync(null, Ends);
        Assert.False(read.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.IsType<SettingsRead.Unreachable>(await read);
        Assert.Empty(storage.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("secret\r\nx: y")]
    [InlineData(null)]
    public async Task ReadAsync_ATokenThatIsNone_IsNotSentAndNotShown(string? token)
    {
        FakeStorage storage = new(() => Answer(HttpStatusCode.NotFound));
        SettingsRead read = await Create(Container, storage, _ => new(token!)).ReadAsync(null, Ends);
        Assert.EndsWith("the credential gave no token.", Assert.IsType<SettingsRead.Unreachable>(read).Problem);
        Assert.Empty(storage.Requests);
    }

    [Fact]
    public async Task ReadAsync_Cancelled_Throws()
    {
        using CancellationTokenSource cancelled = new();
        FakeStorage storage = new(
            (_, ends) =>
            {
                cancelled.Cancel();
                return Task.FromCanceled<HttpResponseMessage>(ends);
            }
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            WithToken(storage).ReadAsync(null, cancelled.Token)
        );
    }

    [Theory]
    [InlineData(null, "If-None-Match", "*")]
    [InlineData(ETag, "If-Match", ETag)]
    public async Task WriteAsync_AsItWasRead_CountsAndSigns(string? etag, string condition, string value)
    {
        FakeStorage storage = new(() => Answer(HttpStatusCode.Created, etag: "\"0x9\""));
        SettingsWrite.Written written = Assert.IsType<SettingsWrite.Written>(
            await WithToken(storage).WriteAsync(Documents.Everything, etag, "Bo", Ends)
        );
        ServiceSettings next = Documents.Everything with { Revision = 8, ChangedAt = Now, ChangedBy = "Bo" };
        Assert.Equal((next, 8, "\"0x9\""), (written.Settings, written.Revision, written.ETag));
        Assert.Equal(next, Documents.Read(Assert.Single(storage.Contents)));
        HttpRequestMessage request = storage.Requests[0];
        Assert.Equal(HttpMethod.Put, request.Method);
        Assert.Equal(value, request.Headers.GetValues(condition).Single());
        Assert.Equal("BlockBlob", request.Headers.GetValues("x-ms-blob-type").Single());
        Assert.Equal("application/json", request.Content!.Headers.ContentType!.ToString());
        Assert.Equal("Bearer t1", request.Headers.Authorization!.ToString());
    }

    [Theory]
    [InlineData(HttpStatusCode.PreconditionFailed, "ConditionNotMet", true)]
    [InlineData(HttpStatusCode.PreconditionFailed, null, true)]
    [InlineData(HttpStatusCode.Conflict, "BlobAlreadyExists", true)]
    [InlineData(HttpStatusCode.PreconditionFailed, "LeaseIdMissing", false)]
    [InlineData(HttpStatusCode.Conflict, "BlobImmutableDueToPolicy", false)]
    [InlineData(HttpStatusCode.NotFound, "ContainerNotFound", false)]
    [InlineData(HttpStatusCode.Forbidden, "AuthorizationPermissionMismatch", false)]
    public async Task WriteAsync_NotWritten_SaysWhetherToReadAgain(HttpStatusCode status, string? code, bool isChanged)
    {
        SettingsBlob sut = WithToken(new(() => Answer(status, code)));
        SettingsWrite write = await sut.WriteAsync(new ServiceSettings(), ETag, "Bo", Ends);
        if (isChanged)
        {
            Assert.IsType<SettingsWrite.Changed>(write);
            return;
        }
        SettingsWrite.Refused refused = Assert.IsType<SettingsWrite.Refused>(write);
        Assert.Equal(((int)status, code), (refused.Status, refused.Code));
        Assert.StartsWith($"{Container}/{Name} was not written: {(int)status} {code}. ", refused.Problem);
    }

    [Fact]
    public async Task WriteAsync_NoAnswer_MayBeWritten()
    {
        SettingsBlob sut = WithSas(new FakeStorage((_, _) => throw new IOException("cut off")));
        SettingsWrite write = await sut.WriteAsync(new ServiceSettings(), null, "Bo", Ends);
        Assert.Equal(
            new SettingsWrite.Unreachable($"It is not known whether {Container}/{Name} was written: cut off", null),
            write
        );
    }

    [Fact]
    public async Task WriteAsync_IllegalValue_SendsNothing()
    {
        FakeStorage storage = new(() => Answer(HttpStatusCode.Created));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            WithToken(storage).WriteAsync(new ServiceSettings(), null, "", Ends)
        );
        Assert.Empty(storage.Requests);
    }

    [Fact]
    public void Blob_Shown_HasNoSignature()
    {
        SettingsBlob sut = WithSas(new(() => Answer(HttpStatusCode.OK)));
        Assert.Equal($"{Container}/{Name}", sut.ToString());
        Assert.Equal(Name, sut.Name);
    }

    [Fact]
    public void Blob_WithoutRightOrName_IsRefused()
    {
        FakeStorage storage = new(() => Answer(HttpStatusCode.OK));
        Assert.Throws<ArgumentException>("token", () => Create(Container, storage, null));
        Assert.Throws<ArgumentException>("blobName", () => Create(Container, storage, _ => new("t"), "../x.json"));
    }

    private SettingsBlob WithToken(FakeStorage storage) => Create(Container, storage, _ => new("t1"));

    private SettingsBlob WithSas(FakeStorage storage, Func<CancellationToken, ValueTask<string>>? token = null) =>
        Create($"{Container}?sp=rw&sig={Signature}", storage, token);

    private SettingsBlob Create(
        string container,
        FakeStorage storage,
        Func<CancellationToken, ValueTask<string>>? token,
        string name = Name
    )
    {
        Assert.True(SettingsContainer.TryParse(container, out SettingsContainer? parsed, out string? problem), problem);
        return new SettingsBlob(parsed, name, new HttpClient(storage), token, _time);
    }
}
