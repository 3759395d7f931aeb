namespace ModelData.HubClient.Tests.Faults;

/// <summary>Every condition that the service is known to send. What follows from each is as in the official .NET SDK.</summary>
internal static class WireConditions
{
    private const string MissingEntity = "amqp:not-found of an entity";

    private static readonly Dictionary<string, WireCondition> Known = new WireCondition[]
    {
        Transient("amqp:internal-error"),
        Transient("amqp:link:detach-forced"),
        Transient("amqp:connection:forced"),
        Transient("amqp:connection:framing-error"),
        Transient("amqp:connection:redirect"),
        Transient("amqp:link:redirect"),
        Transient("amqp:link:transfer-limit-exceeded"),
        Transient("amqp:session:window-violation"),
        Transient("amqp:session:errant-link"),
        Transient("amqp:session:handle-in-use"),
        Transient("amqp:session:unattached-handle"),
        Transient("amqp:decode-error"),
        Transient("amqp:invalid-field"),
        Transient("amqp:resource-locked"),
        Transient("amqp:resource-deleted"),
        Transient("amqp:frame-size-too-small"),
        Transient("amqp:precondition-failed"),
        Transient("amqp:not-found"),
        Transient("com.microsoft:precondition-failed"),
        Transient("com.microsoft:operation-cancelled"),
        Transient("com.microsoft:publisher-revoked"),
        Transient("com.microsoft:partition-not-owned"),
        Transient("com.microsoft:something-new"),
        new("com.microsoft:timeout", HubFailureReason.ServiceTimeout, true),
        new("com.microsoft:server-busy", HubFailureReason.ServiceBusy, true) { Text = "50002: wait 4 seconds." },
        new("amqp:illegal-state", HubFailureReason.ClientClosed, true),
        new("amqp:unauthorized-access", HubFailureReason.Unauthorized, false),
        new("com.microsoft:auth-failed", HubFailureReason.Unauthorized, false),
        new("amqp:link:stolen", HubFailureReason.ConsumerDisconnected, false),
        new("amqp:resource-limit-exceeded", HubFailureReason.QuotaExceeded, false),
        new("amqp:link:message-size-exceeded", HubFailureReason.MessageSizeExceeded, false),
        new("com.microsoft:argument-error", HubFailureReason.InvalidArgument, false),
        new("com.microsoft:argument-out-of-range", HubFailureReason.InvalidArgument, false),
        new("com.microsoft:georeplication:invalid-offset", HubFailureReason.InvalidArgument, false),
        new("com.microsoft:entity-disabled", HubFailureReason.ResourceNotFound, false),
        new("com.microsoft:out-of-order-sequence", HubFailureReason.InvalidOperation, false),
        new("com.microsoft:producer-epoch-stolen", HubFailureReason.InvalidOperation, false),
        new("amqp:not-allowed", HubFailureReason.InvalidOperation, false),
        new("amqp:not-implemented", HubFailureReason.InvalidOperation, false),
    }.ToDictionary(row => row.Condition);

    static WireConditions() =>
        Known[MissingEntity] = new("amqp:not-found", HubFailureReason.ResourceNotFound, false)
        {
            Text = "The messaging entity 'sb://ns/hub' could not be found.",
        };

    public static TheoryData<string> Names => [.. Known.Keys];

    public static WireCondition Get(string name) => Known[name];

    private static WireCondition Transient(string condition) =>
        new(condition, HubFailureReason.ServiceCommunicationProblem, true);
}
