namespace ModelData.LocalEventHubs.Authorization;

/// <summary>What a verified token allows on one connection.</summary>
/// <param name="Scope">The path it holds for, with everything under it.</param>
/// <param name="Rights">What it allows there.</param>
/// <param name="ExpiresAt">When it lapses.</param>
internal readonly record struct Claim(string Scope, AccessRights Rights, DateTimeOffset ExpiresAt);
