using ModelData.HubClient;

namespace ModelData.Producer.Sending;

/// <summary>What it means that a hub refuses, and what to do about it.</summary>
internal static class HubAdvice
{
    private const string Settings = "ModelData__EventHubs__";

    /// <summary>A hub for a person.</summary>
    public static string Name(string hub, string @namespace) =>
        (hub.Length, @namespace.Length) switch
        {
            (0, 0) => "the event hub",
            (_, 0) => $"the event hub {hub}",
            _ => $"the event hub {hub} of {@namespace}",
        };

    /// <summary>What a hub that fails says, in our words.</summary>
    public static string Reason(HubException failure, string name) =>
        failure.Reason switch
        {
            HubFailureReason.Unauthorized =>
                $"{name} refuses who sends: key or token are wrong, expired, or do not grant sending.",
            HubFailureReason.AuthenticationFailed => $"there is no token for {name}. {Sentence(failure)}",
            HubFailureReason.ResourceNotFound => $"{name} does not exist.",
            HubFailureReason.QuotaExceeded => $"{name} takes nothing more: a quota is used up.",
            HubFailureReason.ServiceBusy => $"{name} throttles: more is sent than its throughput units take.",
            HubFailureReason.ServiceTimeout => $"{name} did not answer in time.",
            HubFailureReason.ServiceCommunicationProblem =>
                $"{name} cannot be reached, or fails inside. {Sentence(failure)}",
            _ => $"{name} refuses ({failure.Reason}). {Sentence(failure)}",
        };

    private static string Sentence(HubException failure) =>
        failure.Message.EndsWith('.') ? failure.Message : $"{failure.Message}.";

    /// <summary>What to do about it.</summary>
    public static string Mend(HubFailureReason reason, string name) =>
        reason switch
        {
            HubFailureReason.Unauthorized =>
                $"Give the identity the role Azure Event Hubs Data Sender on {name}, or take a connection string of a rule with the right Send.",
            HubFailureReason.AuthenticationFailed =>
                $"Give the application an identity that its credential finds (EventHubs.UseCredential), with the role Azure Event Hubs Data Sender on {name}.",
            HubFailureReason.ResourceNotFound =>
                $"Set {Settings}HubName (or EntityPath in the connection string) to the name of a hub of the namespace, or make the hub.",
            HubFailureReason.QuotaExceeded or HubFailureReason.ServiceBusy =>
                "Raise the throughput units of the namespace, or send less.",
            HubFailureReason.ServiceTimeout or HubFailureReason.ServiceCommunicationProblem =>
                $"Look whether the name of the namespace is right and resolved, and whether a firewall lets port 5671 through; port 443 is enough with "
                    + $"{Settings}TransportType=AmqpWebSockets.",
            _ => "Look at the state of the namespace, and at this application's log.",
        };
}
