namespace ModelData.Interop.Wire;

/// <summary>One thing that both clients say.</summary>
/// <param name="Name">Names it, and is the heading of its table.</param>
/// <param name="Receives">Whether it is looked for while receiving, or while sending.</param>
/// <param name="Find">Finds it in the frames of a connection.</param>
internal sealed record WireStep(string Name, bool Receives, Func<List<WireFrame>, WireFrame?> Find)
{
    public static IReadOnlyList<WireStep> All { get; } =
    [
        new("sasl-init", false, frames => frames.Find(frame => frame.Code == WireFrame.SaslInit)),
        new("open", false, frames => frames.Find(frame => frame.Code == WireFrame.Open)),
        new("begin", false, frames => frames.Find(frame => frame.Code == WireFrame.Begin)),
        new("attach, sender to $cbs", false, frames => FindAttach(frames, "$cbs", isReceiver: false)),
        new("attach, receiver from $cbs", false, frames => FindAttach(frames, "$cbs", isReceiver: true)),
        new("flow of the receiver from $cbs", false, frames => FindFlow(frames, "$cbs")),
        new("put-token", false, frames => FindTransfer(frames, "$cbs")),
        new("attach, sender to a partition", false, frames => FindAttach(frames, "/Partitions/", isReceiver: false)),
        new("transfer of an event", false, frames => FindTransfer(frames, "/Partitions/")),
        new("attach, receiver from a partition", true, frames => FindAttach(frames, "/Partitions/", isReceiver: true)),
        new("flow of the receiver from a partition", true, frames => FindFlow(frames, "/Partitions/")),
    ];

    private static WireFrame? FindAttach(List<WireFrame> frames, string address, bool isReceiver) =>
        frames.Find(frame =>
            frame.Code == WireFrame.Attach
            && frame.Field(2).Value is bool role
            && role == isReceiver
            && AddressOf(frame, isReceiver).Contains(address, StringComparison.Ordinal)
        );

    private static WireFrame? FindTransfer(List<WireFrame> frames, string address) =>
        Behind(frames, FindAttach(frames, address, isReceiver: false), WireFrame.Transfer, handleField: 0);

    private static WireFrame? FindFlow(List<WireFrame> frames, string address) =>
        Behind(frames, FindAttach(frames, address, isReceiver: true), WireFrame.Flow, handleField: 4);

    private static WireFrame? Behind(List<WireFrame> frames, WireFrame? attach, ulong code, int handleField) =>
        attach is null
            ? null
            : frames
                .Skip(frames.IndexOf(attach))
                .FirstOrDefault(frame =>
                    frame.Code == code
                    && frame.Channel == attach.Channel
                    && Equals(frame.Field(handleField).Value, attach.Field(1).Value)
                );

    private static string AddressOf(WireFrame attach, bool isReceiver)
    {
        var terminus = attach.Field(isReceiver ? 5 : 6);
        return terminus.Type == "described" && terminus.Inner.Items is [{ Value: string address }, ..] ? address : "";
    }
}
