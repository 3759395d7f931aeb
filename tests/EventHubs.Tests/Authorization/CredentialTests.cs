using Azure.Identity;
using Microsoft.Extensions.Time.Testing;
using ModelData.EventHubs.Peer;
using ModelData.Testing;

namespace ModelData.EventHubs.Authorization;

/// <summary>Tokens of a credential, on the wire.</summary>
[Trait("Category", "Unit")]
public sealed class CredentialTests : IAsyncLifetime
{
    private const string Namespace = "ns1.example.net";

    private readonly TestAuthority _authority = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly ScriptedPeer _peer = new();
    private readonly FakeCredential _credential;
    private TlsFront _front = null!;
    private EventHubsConnection _sut = null!;
    private IEventSender _sender = null!;

    public CredentialTests() => _credential = new FakeCredential(_time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _front = new TlsFront(_authority.Issue(Namespace), _peer.Port);
        _sut = new EventHubsConnection(
            Namespace,
            "hub",
            _credential,
            new EventHubsConnectionOptions
            {
                CustomEndpointAddress = new Uri($"sb://127.0.0.1:{_front.Port}"),
                TrustedCertificates = [_authority.Root],
                TimeProvider = _time,
                // The fake clock would take the peer's silence for death.
                IdleTimeout = TimeSpan.FromDays(1),
                Retry = new EventHubsRetryOptions { Delay = TimeSpan.Zero },
            }
        );
        _sender = _sut.CreateSender();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _sender.DisposeAsync();
        await _sut.DisposeAsync();
        await _front.DisposeAsync();
        await _peer.DisposeAsync();
        _authority.Dispose();
    }

    [Fact]
    public async Task Send_BeforeItsLink_PutsAWebTokenOnItsAudience()
    {
        await SendAsync("1");

        PutToken token = Assert.Single(_peer.Tokens);
        Assert.Equal(("jwt", "header.token-1.signature"), (token.Type, token.Token));
        Assert.Equal($"amqps://{Namespace}/hub/Partitions/1", token.Audience);
        Assert.Equal(
            (_time.GetUtcNow() + TimeSpan.FromHours(1)).UtcDateTime,
            token.Expiration,
            TimeSpan.FromSeconds(1)
        );
        Assert.Equal(["https://eventhubs.azure.net/.default"], _credential.Scopes);
        Assert.Equal([Namespace], _front.Names);
        Assert.Equal(Namespace, _peer.Connections[0].Open!.HostName);
    }

    [Fact]
    public async Task Claim_WhileItsLinkLives_IsRenewedWithANewToken()
    {
        await SendAsync("1");
        _time.Advance(TimeSpan.FromMinutes(52.4));
        await SendAsync("1");
        Assert.Single(_peer.Tokens);

        _time.Advance(TimeSpan.FromMinutes(0.6));
        await _peer.WaitForAsync(() => _peer.Tokens.Count == 2, "the renewal");

        Assert.Equal("header.token-2.signature", _peer.Tokens[1].Token);
        Assert.Equal(_peer.Tokens[0].Audience, _peer.Tokens[1].Audience);
        Assert.Single(_peer.Links);
    }

    [Fact]
    public async Task Claim_CredentialStillHasItsOldToken_IsRenewedAgainSoon()
    {
        // As identity libraries do: they cache, and fetch anew in the last five minutes only.
        DateTimeOffset expiry = _time.GetUtcNow() + TimeSpan.FromMinutes(60);
        _credential.OnCall = (_, _) =>
        {
            TimeSpan rest = expiry - _time.GetUtcNow();
            _credential.Lifetime = rest > TimeSpan.FromMinutes(5) ? rest : TimeSpan.FromMinutes(60);
            return Task.CompletedTask;
        };
        await SendAsync("1");
        _time.Advance(TimeSpan.FromMinutes(53));
        await _peer.WaitForAsync(() => _peer.Tokens.Count == 2, "the first renewal");
        Assert.Equal(expiry.UtcDateTime, _peer.Tokens[1].Expiration, TimeSpan.FromSeconds(1));

        await _peer.WaitForAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(10));
                return _peer.Tokens.Count == 3;
            },
            "the second renewal"
        );

        Assert.True(_time.GetUtcNow() < expiry);
        Assert.True(_peer.Tokens[2].Expiration > expiry.UtcDateTime);
    }

    [Fact]
    public async Task Send_ManyLinksAtOnce_ShareOneFetch()
    {
        var gate = new TaskCompletionSource();
        _credential.OnCall = (_, _) => gate.Task;
        Task[] sends = [.. Enumerable.Range(0, 20).Select(i => SendAsync($"{i}"))];
        await _peer.WaitForAsync(() => _credential.Calls == 1, "the fetch");

        gate.SetResult();
        await Task.WhenAll(sends);

        Assert.Equal(1, _credential.Calls);
        Assert.Equal(20, _peer.Tokens.Count);
    }

    [Fact]
    public async Task Send_FetchHangs_OnlyItsCallersWaitEnds()
    {
        var gate = new TaskCompletionSource();
        _credential.OnCall = (_, _) => gate.Task;
        using var cancel = new CancellationTokenSource();
        Task impatient = _sender.SendAsync(new EventData(new byte[1]), SendTarget.ToPartition("0"), cancel.Token);
        Task patient = SendAsync("1");
        await _peer.WaitForAsync(() => _credential.Calls == 1, "the fetch");

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        gate.SetResult();
        await patient;

        Assert.Equal(1, _credential.Calls);
    }

    [Fact]
    public async Task Claim_IdentityServiceDownAtRenewal_ThePresentTokenServesOn()
    {
        await SendAsync("1");
        _credential.OnCall = (_, _) => throw new HttpRequestException("no route");
        _time.Advance(TimeSpan.FromMinutes(53));
        await _peer.WaitForAsync(() => _peer.Tokens.Count == 2, "the renewal");

        // A new link, with six minutes left.
        await SendAsync("2");

        Assert.All(_peer.Tokens, token => Assert.Equal("header.token-1.signature", token.Token));
        Assert.True(_credential.Calls >= 3);
    }

    [Fact]
    public async Task Send_IdentityServiceOutOfReachForAMoment_IsTriedAgain()
    {
        _credential.OnCall = (call, _) => call < 3 ? throw new HttpRequestException("no route") : Task.CompletedTask;

        await SendAsync("1");

        Assert.Equal("header.token-3.signature", Assert.Single(_peer.Tokens).Token);
    }

    [Fact]
    public async Task Send_CredentialUnavailable_IsFinalAtOnceAndStoresNothing()
    {
        _credential.OnCall = (_, _) => throw new CredentialUnavailableException("No identity is configured.");

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(() => SendAsync("1"));

        Assert.Equal((FailureReason.AuthenticationFailed, false), (failure.Reason, failure.IsTransient));
        Assert.False(failure.IsOutcomeUnknown);
        Assert.Contains("No identity is configured.", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, _credential.Calls);
        Assert.Empty(_peer.Tokens);
    }

    [Fact]
    public async Task Send_TokenRefused_IsUnauthorizedAndNamesNoToken()
    {
        _peer.Script.OnPutToken = _ => 401;

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(() => SendAsync("1"));

        Assert.Equal(FailureReason.Unauthorized, failure.Reason);
        Assert.DoesNotContain("header.token", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sb://ns1.servicebus.windows.net/")]
    [InlineData("ns1.servicebus.windows.net:5671")]
    [InlineData("ns1.servicebus.windows.net/hub")]
    [InlineData("")]
    public void Connection_NamespaceIsNoHostName_IsRefused(string name) =>
        Assert.Throws<ArgumentException>(() => new EventHubsConnection(name, "hub", _credential));

    [Fact]
    public async Task Connection_Namespace_IsNamedAsByAConnectionString()
    {
        await using var sut = new EventHubsConnection("Ns1.Example.Net", "Hub", _credential);

        Assert.Equal(("ns1.example.net", "Hub"), (sut.FullyQualifiedNamespace, sut.HubName));
        Assert.Throws<ArgumentException>(() => new EventHubsConnection("ns1.example.net", " ", _credential));
        Assert.Throws<ArgumentNullException>(() => new EventHubsConnection("ns1.example.net", "hub", null!, null));
    }

    private Task SendAsync(string partitionId) =>
        _sender.SendAsync(new EventData(new byte[1]), SendTarget.ToPartition(partitionId), Token);
}
