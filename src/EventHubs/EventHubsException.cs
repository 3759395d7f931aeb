namespace ModelData.EventHubs;

/// <summary>The one exception of this client. What to do next is in <see cref="Reason"/> and <see cref="IsTransient"/>.</summary>
public sealed class EventHubsException : Exception
{
    /// <summary>Creates an exception.</summary>
    /// <param name="reason">Why the operation failed.</param>
    /// <param name="isTransient">Whether the same operation may succeed later.</param>
    /// <param name="message">What happened and, where known, the mend. Never contains a key or token.</param>
    /// <param name="innerException">The cause, if another exception was.</param>
    public EventHubsException(FailureReason reason, bool isTransient, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Reason = reason;
        IsTransient = isTransient;
    }

    /// <summary>Why the operation failed.</summary>
    public FailureReason Reason { get; }

    /// <summary>Whether the same operation may succeed when tried again later.</summary>
    public bool IsTransient { get; }

    /// <summary>
    /// For a send: <see langword="true"/> when at least one attempt ended without an answer, so that the events may or may
    /// not be stored. <see langword="false"/> means that the peer stored nothing.
    /// </summary>
    public bool IsOutcomeUnknown { get; init; }

    /// <summary>The partition concerned, when the operation had one.</summary>
    public string? PartitionId { get; init; }
}
