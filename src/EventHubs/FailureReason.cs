namespace ModelData.EventHubs;

/// <summary>Why an Event Hubs operation failed. Meant for exception filters, in place of parsing messages.</summary>
public enum FailureReason
{
    /// <summary>The peer could not be reached, went away, or failed inside. Transient.</summary>
    ServiceCommunicationProblem = 0,

    /// <summary>The operation did not end in time. Transient.</summary>
    ServiceTimeout,

    /// <summary>The service throttles. Transient; the retry waits at least the four seconds that the service asks for.</summary>
    ServiceBusy,

    /// <summary>The connection, sender or receiver was closed on this side.</summary>
    ClientClosed,

    /// <summary>The event hub, consumer group or partition does not exist.</summary>
    ResourceNotFound,

    /// <summary>A receiver with the same or a higher owner level took the partition over.</summary>
    ConsumerDisconnected,

    /// <summary>A quota is used up, for example five receivers without owner level on one partition.</summary>
    QuotaExceeded,

    /// <summary>The credentials are wrong, expired, or do not grant the operation.</summary>
    Unauthorized,

    /// <summary>The event or batch is larger than the link accepts. Never transient.</summary>
    MessageSizeExceeded,

    /// <summary>The peer refused an argument, for example a start position beyond the end of the partition.</summary>
    InvalidArgument,

    /// <summary>The peer does not support the operation or does not allow it in this state.</summary>
    InvalidOperation,

    /// <summary>
    /// The credential gave no token: none is configured, or the identity service refused it. Never transient; an identity service that
    /// cannot be reached is a <see cref="ServiceCommunicationProblem"/>.
    /// </summary>
    AuthenticationFailed,
}
