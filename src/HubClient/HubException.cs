namespace ModelData.HubClient;

/// <summary>What every failed request to the hub ends with. What to do next is in <see cref="Reason"/> and <see cref="IsTransient"/>.</summary>
/// <param name="reason">Why it failed.</param>
/// <param name="isTransient">Whether the same request may succeed later.</param>
/// <param name="message">What happened. Never contains a key or token.</param>
/// <param name="innerException">The cause, where its text is fit for a log.</param>
internal sealed class HubException(
    HubFailureReason reason,
    bool isTransient,
    string message,
    Exception? innerException = null
) : Exception(message, innerException)
{
    /// <summary>Why it failed.</summary>
    public HubFailureReason Reason { get; } = reason;

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient { get; } = isTransient;

    /// <summary>
    /// For a send: whether the event may be stored all the same. Only a refusal of this very event, or of whoever sends it, says that it is not.
    /// </summary>
    public bool IsOutcomeUnknown { get; init; }
}
