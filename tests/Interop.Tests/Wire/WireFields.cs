namespace ModelData.Interop.Wire;

/// <summary>The names of fields, in the order of the specification (AMQP 1.0, parts 2.7, 3.2, 3.5 and 5.3).</summary>
internal static class WireFields
{
    public static IReadOnlyDictionary<ulong, string[]> Of { get; } =
        new Dictionary<ulong, string[]>
        {
            [WireFrame.Open] =
            [
                "container-id",
                "hostname",
                "max-frame-size",
                "channel-max",
                "idle-time-out",
                "outgoing-locales",
                "incoming-locales",
                "offered-capabilities",
                "desired-capabilities",
                "properties",
            ],
            [WireFrame.Begin] =
            [
                "remote-channel",
                "next-outgoing-id",
                "incoming-window",
                "outgoing-window",
                "handle-max",
                "offered-capabilities",
                "desired-capabilities",
                "properties",
            ],
            [WireFrame.Attach] =
            [
                "name",
                "handle",
                "role",
                "snd-settle-mode",
                "rcv-settle-mode",
                "source",
                "target",
                "unsettled",
                "incomplete-unsettled",
                "initial-delivery-count",
                "max-message-size",
                "offered-capabilities",
                "desired-capabilities",
                "properties",
            ],
            [WireFrame.Flow] =
            [
                "next-incoming-id",
                "incoming-window",
                "next-outgoing-id",
                "outgoing-window",
                "handle",
                "delivery-count",
                "link-credit",
                "available",
                "drain",
                "echo",
                "properties",
            ],
            [WireFrame.Transfer] =
            [
                "handle",
                "delivery-id",
                "delivery-tag",
                "message-format",
                "settled",
                "more",
                "rcv-settle-mode",
                "state",
                "resume",
                "aborted",
                "batchable",
            ],
            [WireFrame.SaslInit] = ["mechanism", "initial-response", "hostname"],
            [0x28] =
            [
                "address",
                "durable",
                "expiry-policy",
                "timeout",
                "dynamic",
                "dynamic-node-properties",
                "distribution-mode",
                "filter",
                "default-outcome",
                "outcomes",
                "capabilities",
            ],
            [0x29] =
            [
                "address",
                "durable",
                "expiry-policy",
                "timeout",
                "dynamic",
                "dynamic-node-properties",
                "capabilities",
            ],
            [0x70] = ["durable", "priority", "ttl", "first-acquirer", "delivery-count"],
            [0x73] =
            [
                "message-id",
                "user-id",
                "to",
                "subject",
                "reply-to",
                "correlation-id",
                "content-type",
                "content-encoding",
                "absolute-expiry-time",
                "creation-time",
                "group-id",
                "group-sequence",
                "reply-to-group-id",
            ],
        };

    /// <summary>The sections of a message.</summary>
    public static IReadOnlyDictionary<ulong, string> Sections { get; } =
        new Dictionary<ulong, string>
        {
            [0x70] = "header",
            [0x71] = "delivery-annotations",
            [0x72] = "message-annotations",
            [0x73] = "properties",
            [0x74] = "application-properties",
            [0x75] = "data",
            [0x76] = "amqp-sequence",
            [0x77] = "amqp-value",
            [0x78] = "footer",
        };
}
