namespace ModelData.EventHubs.Authorization;

/// <summary>A token for put-token. Its text is a secret.</summary>
internal readonly record struct AccessToken(string Text, DateTimeOffset ExpiresOn)
{
    /// <summary>Never the token.</summary>
    public override string ToString() => $"token until {ExpiresOn:O}";
}
