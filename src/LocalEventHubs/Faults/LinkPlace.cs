namespace ModelData.LocalEventHubs.Faults;

/// <summary>Where a link leads.</summary>
/// <param name="Link">Its kind.</param>
/// <param name="Hub">Its hub; none for requests.</param>
/// <param name="Partition">Its partition; none for requests and for senders to a whole hub.</param>
internal readonly record struct LinkPlace(FaultLink Link, string? Hub, string? Partition)
{
    /// <summary>The place of a sender or receiver.</summary>
    /// <param name="isSender">Whether the client sends.</param>
    /// <param name="path">For example <c>hub</c>, <c>hub/Partitions/0</c> or <c>hub/ConsumerGroups/group/Partitions/0</c>.</param>
    public static LinkPlace Of(bool isSender, string path)
    {
        string[] parts = path.Split('/');
        return new LinkPlace(
            isSender ? FaultLink.Sender : FaultLink.Receiver,
            parts[0],
            parts.Length is 3 or 5 ? parts[^1] : null
        );
    }
}
