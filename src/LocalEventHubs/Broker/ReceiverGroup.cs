namespace ModelData.LocalEventHubs.Broker;

/// <summary>
/// Who reads one partition in one consumer group, and the service's rules of owner levels (epochs): an equal or higher level
/// displaces, a lower one or none is refused, and at most five read without a level. Thread-safe.
/// </summary>
internal sealed class ReceiverGroup
{
    private const int MostWithoutLevel = 5;

    private readonly Lock _gate = new();
    private readonly List<IReceiver> _receivers = [];

    /// <summary>Admits a receiver or says why not.</summary>
    /// <param name="receiver">Who wants to read.</param>
    /// <param name="displaced">Those that must be detached now.</param>
    public Admission Admit(IReceiver receiver, out IReadOnlyList<IReceiver> displaced)
    {
        displaced = [];
        lock (_gate)
        {
            IReceiver? owner = _receivers.Find(other => other.OwnerLevel is not null);
            if (owner is not null && (receiver.OwnerLevel is null || receiver.OwnerLevel < owner.OwnerLevel))
            {
                return Admission.Refused(AdmissionRefusal.OwnedByOther, DescribeOwned(receiver, owner));
            }

            if (receiver.OwnerLevel is null && _receivers.Count >= MostWithoutLevel)
            {
                return Admission.Refused(AdmissionRefusal.TooMany, DescribeTooMany());
            }

            if (receiver.OwnerLevel is not null)
            {
                displaced = [.. _receivers];
                _receivers.Clear();
            }

            _receivers.Add(receiver);
            return Admission.Granted;
        }
    }

    /// <summary>Takes note that a receiver is gone. Its owner level is not remembered.</summary>
    public void Remove(IReceiver receiver)
    {
        lock (_gate)
        {
            _receivers.Remove(receiver);
        }
    }

    /// <summary>What a displaced receiver is told. The service says "higher" for an equal level, too, and logs are searched for it.</summary>
    public static string DescribeDisplaced(IReceiver old, IReceiver winner) =>
        $"New receiver '{winner.Name}' with higher epoch of '{winner.OwnerLevel}' is created hence current receiver "
        + $"'{old.Name}' with epoch '{old.OwnerLevel?.ToString() ?? "none"}' is getting disconnected. If you are recreating "
        + "the receiver, make sure a higher epoch is used.";

    private static string DescribeOwned(IReceiver receiver, IReceiver owner) =>
        receiver.OwnerLevel is null
            ? $"At least one receiver for the endpoint is created with epoch of '{owner.OwnerLevel}', and so non-epoch "
                + $"receiver '{receiver.Name}' is not allowed. Either reconnect with a higher epoch, or make sure all epoch "
                + "receivers are closed or disconnected."
            : $"Receiver '{receiver.Name}' with epoch '{receiver.OwnerLevel}' cannot be created: a receiver '{owner.Name}' "
                + $"with a higher epoch '{owner.OwnerLevel}' already exists.";

    private string DescribeTooMany() =>
        $"Exceeded the maximum number of allowed receivers per partition in a consumer group which is {MostWithoutLevel}. "
        + $"List of connected receivers - {string.Join(", ", _receivers.Select(receiver => receiver.Name))}.";
}
