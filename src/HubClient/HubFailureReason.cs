namespace ModelData.HubClient;

/// <summary>Why a request to the hub failed. For exception filters, in place of parsing messages.</summary>
internal enum HubFailureReason
{
    /// <summary>The hub could not be reached, went away, or failed inside.</summary>
    ServiceCommunicationProblem = 0,

    /// <summary>There was no answer in time.</summary>
    ServiceTimeout,

    /// <summary>The service throttles; it asks to wait four seconds.</summary>
    ServiceBusy,

    /// <summary>The connection was closed on this side.</summary>
    ClientClosed,

    /// <summary>The hub, consumer group or partition does not exist.</summary>
    ResourceNotFound,

    /// <summary>A receiver with the same or a higher owner level took the partition over.</summary>
    ConsumerDisconnected,

    /// <summary>A quota is used up.</summary>
    QuotaExceeded,

    /// <summary>The credentials are wrong, expired, or do not grant the operation.</summary>
    Unauthorized,

    /// <summary>The event is larger than the link takes.</summary>
    MessageSizeExceeded,

    /// <summary>The service refused an argument.</summary>
    InvalidArgument,

    /// <summary>The service does not support the operation, or does not allow it in this state.</summary>
    InvalidOperation,

    /// <summary>The credential gave no token, and will not: none is configured, or the identity service refused it.</summary>
    AuthenticationFailed,
}
