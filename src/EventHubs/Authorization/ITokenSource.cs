namespace ModelData.EventHubs.Authorization;

/// <summary>Hands out tokens that cover a hub and everything below it. Thread-safe.</summary>
internal interface ITokenSource
{
    /// <summary>What put-token calls this kind of token.</summary>
    string TokenType { get; }

    /// <summary>Whether there are other tokens than the present one. A ready-made one ends when it ends.</summary>
    bool IsRenewable { get; }

    /// <summary>A token that is good for some minutes at least, where the source can have such a one.</summary>
    /// <exception cref="EventHubsException">There is none; the message holds no secret.</exception>
    ValueTask<AccessToken> GetTokenAsync(CancellationToken cancellationToken);
}
