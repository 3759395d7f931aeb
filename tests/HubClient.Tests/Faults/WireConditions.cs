namespace ModelData.HubClient.Tests.Faults;

/// <summary>Every condition that the service is known to send. What follows from each is as in the official .NET SDK.</summary>
internal static class WireConditions
{
    private const string MissingEntity = "amqp:not-found of an entity";

    private static readonly Dictionary<string, WireCondition> Known = new WireCondition[]
    {
        Weather("amqp:internal-error"),
        Weather("amqp:link:detach-forced"),
        Weather("amqp:connection:forced"),
        Weather("amqp:connection:framing-error"),
        Weather("amqp:connection:redirect"),
        Weather("amqp:link:redirect"),
        Weather("amqp:link:transfer-limit-exceeded"),
        Weather("amqp:session:window-violation"),
        Weather("amqp:session:errant-link"),
        Weather("amqp:session:handle-in-use"),
        Weather("amqp:session:unattached-handle"),
        Weather("amqp:decode-error"),
        Weather("amqp:invalid-field"),
        Weather("amqp:resource-locked"),
        Weather("amqp:resource-deleted"),
        Weather("amqp:frame-size-too-small"),
        Weather("amqp:precondition-failed"),
        Weather("amqp:not-found"),
        Weather("com.microsoft:precondition-failed"),
        Weather("com.microsoft:operation-cancelled"),
        Weather("com.microsoft:publisher-revoked"),
        Weather("com.microsoft:partition-not-owned"),
        Weather("com.microsoft:something-new"),
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

    private static WireCondition Weather(string condition) =>
        new(condition, HubFailureReason.ServiceCommunicationProblem, true);
}
