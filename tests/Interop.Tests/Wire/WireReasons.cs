namespace ModelData.Interop.Wire;

/// <summary>Why our client says another thing than the official one, by step and field. Every difference has a reason here.</summary>
internal static class WireReasons
{
    public static IReadOnlyDictionary<(string Step, string Field), string> All { get; } =
        new Dictionary<(string Step, string Field), string>
        {
            [("sasl-init", "mechanism")] =
                "the service's own mechanism, which the official .NET client uses; both are followed by a token over `$cbs`",
            [("sasl-init", "initial-response")] = "servers ignore it for both mechanisms",
            [("open", "channel-max")] = "as the official .NET client; left out means 65535",
            [("open", "container-id")] =
                "the hub in front of the id makes traces readable, as the official .NET client does",
            [("open", "max-frame-size")] =
                "a message of 1 MB in one frame is not copied together; left out means no limit",
            [("open", "properties[symbol product]")] = "each its own name",
            [("begin", "handle-max")] = "a session of ours has one link, or a pair; left out means no limit",
            [("begin", "outgoing-window")] = "the window that we grant as well; servers do not use it",
            [("attach, sender to $cbs", "name")] =
                "the library beneath wants two names in one session; servers do not look at it",
            [("attach, sender to $cbs", "source.address")] = "the address of the answers, as the official .NET client",
            [("attach, receiver from $cbs", "snd-settle-mode")] =
                "as the official .NET client: nobody waits for our settlement of an answer",
            [("attach, receiver from $cbs", "target.address")] =
                "as the official .NET client; servers find the way back by it or by the link's name, which are the same",
            [("flow of the receiver from $cbs", "drain")] = "the default, written out by the library",
            [("flow of the receiver from $cbs", "link-credit")] =
                "as the official .NET client: one request is under way at a time",
            [("flow of the receiver from $cbs", "outgoing-window")] = "as in begin",
            [("put-token", "batchable")] = "a hint that answers may come together",
            [("put-token", "delivery-tag")] = "free form: 4 bytes, as the official .NET client",
            [("put-token", "message.application-properties[string expiration]")] = "as the official .NET client",
            [("put-token", "message.application-properties[string name]")] =
                "the form of the official .NET client; servers compare host and path only",
            [("put-token", "message.header")] = "empty sections are left out",
            [("put-token", "more")] = "the default",
            [("attach, sender to a partition", "name")] =
                "a name of its own for each link, as the official .NET client",
            [("attach, sender to a partition", "snd-settle-mode")] =
                "as the official .NET client: every send is answered",
            [("transfer of an event", "batchable")] = "a hint that answers may come together",
            [("transfer of an event", "delivery-tag")] = "free form: 4 bytes, as the official .NET client",
            [("transfer of an event", "message.data.event.data")] =
                "the body as given; the JavaScript client turns a text into JSON",
            [("transfer of an event", "message.data.event.header")] = "empty sections are left out",
            [("transfer of an event", "message.data.event.message-annotations")] = "empty sections are left out",
            [("transfer of an event", "message.header")] = "empty sections are left out",
            [("transfer of an event", "message.message-annotations")] = "empty sections are left out",
            [("transfer of an event", "message.properties")] = "empty sections are left out",
            [("transfer of an event", "more")] = "the default",
            [("attach, receiver from a partition", "snd-settle-mode")] =
                "as the official .NET client, and as the service answers to either: nothing is settled one by one",
            [("flow of the receiver from a partition", "drain")] = "the default, written out by the library",
            [("flow of the receiver from a partition", "link-credit")] =
                "credit follows the bytes that are buffered: little until the size of events is known",
            [("flow of the receiver from a partition", "outgoing-window")] = "as in begin",
        };
}
