using Azure.Core;

namespace ModelData.EventHubs.Authorization;

/// <summary>A credential that does what the test says, and counts.</summary>
internal sealed class FakeCredential(TimeProvider time) : TokenCredential
{
    private int _calls;

    /// <summary>How often it was asked.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>The scopes of the last call.</summary>
    public string[] Scopes { get; private set; } = [];

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Runs before each answer, with the number of the call from 1 on; may fail or take its time.</summary>
    public Func<int, CancellationToken, Task> OnCall { get; set; } = static (_, _) => Task.CompletedTask;

    public override Azure.Core.AccessToken GetToken(TokenRequestContext context, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The client asks asynchronously.");

    public override async ValueTask<Azure.Core.AccessToken> GetTokenAsync(
        TokenRequestContext context,
        CancellationToken cancellationToken
    )
    {
        int call = Interlocked.Increment(ref _calls);
        Scopes = context.Scopes;
        await OnCall(call, cancellationToken);
        return new($"header.token-{call}.signature", time.GetUtcNow() + Lifetime);
    }
}
