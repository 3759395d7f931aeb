namespace ModelData.LocalEventHubs.Broker;

/// <summary>Why a receiver may not read.</summary>
internal enum AdmissionRefusal
{
    None,
    OwnedByOther,
    TooMany,
}

/// <summary>Whether a receiver may read.</summary>
/// <param name="Refusal">The reason, when it may not.</param>
/// <param name="Description">The reason in the words of the service.</param>
internal readonly record struct Admission(AdmissionRefusal Refusal, string Description)
{
    public static Admission Granted { get; } = new(AdmissionRefusal.None, string.Empty);

    public static Admission Refused(AdmissionRefusal refusal, string description) => new(refusal, description);
}
