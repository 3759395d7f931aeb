using Amqp.Framing;

namespace ModelData.HubClient.Tests.Faults;

/// <summary>An error that the service sends, and what the client must make of it.</summary>
/// <param name="Condition">The condition on the wire.</param>
/// <param name="Reason">The reason of the exception.</param>
/// <param name="IsTransient">Whether it may go by.</param>
internal sealed record WireCondition(string Condition, HubFailureReason Reason, bool IsTransient)
{
    /// <summary>What a careless peer might echo.</summary>
    public const string Secret = "c2VjcmV0LXNpZ25hdHVyZQ%3D%3D";

    /// <summary>The peer's words.</summary>
    public string Text { get; init; } = "Refused by the script.";

    /// <summary>The peer's words, followed by an echo of the token that it was given.</summary>
    public string Description => $"{Text} Token: SharedAccessSignature sr=hub&sig={Secret}&se=1&skn=key";

    public Error ToError() => new(Condition) { Description = Description };
}
