using Azure;
using Azure.Identity;
using Azure.Storage.Blobs.Models;
using ModelData.HubClient;
using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Observing;

/// <summary>Why a service cannot be used, and what to do about it: a line each, for a person, without the full stop.</summary>
/// <param name="Kind">Which of the known problems it is.</param>
/// <param name="Cause">What happened, as the service says it.</param>
/// <param name="Mend">What to look at.</param>
internal sealed record DependencyProblem(KnownProblem Kind, string Cause, string Mend)
{
    private const string Identity =
        "Look at the identity of the worker (managed identity, workload identity), and whether its service can be reached";

    private const string NoContainer = "Undelete the container; or start the worker again, and it begins an empty one";

    private const string NoAnswer = "Look at its state, at the network and at private end points in between";

    public static DependencyProblem NeverLookedAt { get; } =
        new(ProblemCatalogue.NotLookedYet, "it was not looked at yet", "Wait for the first look");

    public static DependencyProblem LookHangs(KnownProblem unreachable) =>
        new(unreachable, "the last look has not come back", NoAnswer);

    public static DependencyProblem Silent(KnownProblem unreachable, TimeSpan limit) =>
        new(unreachable, $"no answer within {limit.TotalSeconds:0} s", NoAnswer);

    /// <summary>Why storage cannot be used.</summary>
    /// <param name="exception">What a request ended with.</param>
    /// <param name="settings">The section of the settings that says where it is; or the option that does, such as <c>--state</c>.</param>
    public static DependencyProblem OfStorage(Exception exception, string settings)
    {
        var (kind, mend) = Inner(exception) switch
        {
            AuthenticationFailedException => (ProblemCatalogue.IdentityFails, Identity),
            RequestFailedException { Status: 404 }
            or RequestFailedException { ErrorCode: "ContainerBeingDeleted" or "ContainerDisabled" } => (
                ProblemCatalogue.ContainerMissing,
                NoContainer
            ),
            RequestFailedException { ErrorCode: "AuthenticationFailed" } or RequestFailedException { Status: 401 } => (
                ProblemCatalogue.StorageRefuses,
                $"Set {KeyOf(settings)} to a key that is valid and start again, and look at the clock of this machine"
            ),
            RequestFailedException { Status: 403 } => (
                ProblemCatalogue.StorageRefuses,
                "Give the worker the role Storage Blob Data Contributor there, and let its network through the firewall of the account"
            ),
            RequestFailedException { Status: 429 or 500 or 503 } => (
                ProblemCatalogue.StorageBusy,
                "Wait; if it lasts, look at the load and the health of the account"
            ),
            _ => (ProblemCatalogue.StorageUnreachable, $"{NoAnswer}, and at the address in {AddressOf(settings)}"),
        };
        return new(kind, CauseOf(exception), mend);
    }

    /// <summary>Why the hub cannot be used.</summary>
    public static DependencyProblem OfHub(Exception exception)
    {
        var (kind, mend) = Inner(exception) switch
        {
            AuthenticationFailedException or HubException { Reason: HubFailureReason.AuthenticationFailed } => (
                ProblemCatalogue.IdentityFails,
                Identity
            ),
            HubException { Reason: HubFailureReason.Unauthorized } => (
                ProblemCatalogue.HubRefuses,
                "Set EventHubs__ConnectionString to a key with the right Listen that is valid and start again, or give the worker the role "
                    + "Azure Event Hubs Data Receiver"
            ),
            HubException { Reason: HubFailureReason.ResourceNotFound } => (
                ProblemCatalogue.HubMissing,
                "Look at EventHubs__HubName and EventHubs__ConsumerGroup, and whether both exist"
            ),
            HubException { Reason: HubFailureReason.QuotaExceeded } => (
                ProblemCatalogue.HubBusy,
                "Close other connections to the namespace, or give it a larger tier"
            ),
            HubException { Reason: HubFailureReason.ServiceBusy } => (
                ProblemCatalogue.HubBusy,
                "Wait; if it lasts, look at what else uses the namespace, or give it more throughput units"
            ),
            _ => (
                ProblemCatalogue.HubUnreachable,
                $"{NoAnswer}, and at the address in EventHubs__ConnectionString or EventHubs__FullyQualifiedNamespace"
            ),
        };
        return new(kind, TextOf(exception), mend);
    }

    /// <summary>The problem of what has it.</summary>
    /// <param name="where">What has it.</param>
    /// <param name="duration">For how long.</param>
    public ReportedProblem At(string where, TimeSpan? duration) => new(Kind, where, Cause, Mend, duration);

    /// <summary>The same for whoever looks, who is not the worker.</summary>
    public DependencyProblem ForOperators() =>
        Kind == ProblemCatalogue.IdentityFails
            ? this with
            {
                Mend = "Log in, for example with az login, or look at the identity that this runs as",
            }
        : Kind == ProblemCatalogue.ContainerMissing
            ? this with
            {
                Mend =
                    "If no worker ever ran here, start one: it makes the container. If it was deleted, undelete it before one starts. "
                    + "Else look at its name and account",
            }
        : this;

    private static string KeyOf(string settings) => IsOption(settings) ? settings : $"{settings}__ConnectionString";

    private static string AddressOf(string settings) =>
        IsOption(settings) ? settings : $"{settings}__ConnectionString or {settings}__ServiceUri";

    private static bool IsOption(string settings) => settings.StartsWith("--", StringComparison.Ordinal);

    // An answer without a body says no more than its status and code.
    private static string CauseOf(Exception exception) =>
        Inner(exception) switch
        {
            RequestFailedException { Status: 404 } gone => $"the container does not exist ({Code(gone)})",
            RequestFailedException { Status: > 0 } refused => $"{TextOf(refused)} ({Code(refused)})",
            _ => TextOf(exception),
        };

    // Services end their sentences; a line goes on behind it.
    private static string TextOf(Exception exception) => Problem.Of(exception).TrimEnd('.', ' ');

    private static string Code(RequestFailedException answer) => $"{answer.Status} {answer.ErrorCode}".TrimEnd();

    private static Exception Inner(Exception exception) =>
        exception is AggregateException { InnerException: { } inner } ? inner : exception;
}
