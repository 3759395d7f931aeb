using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using Azure;

namespace ModelData.HubClient;

/// <summary>Tells an identity service that cannot be reached at present from a credential that will never give a token.</summary>
internal static class CredentialFailure
{
    private const string IdentityNamespace = "Azure.Identity";

    // Known by name: the package that holds these types brings an identity library that a scoring app with a key does not need.
    private const string Unavailable = IdentityNamespace + ".CredentialUnavailableException";
    private const string IdentityServiceFailure = "Microsoft.Identity.Client.MsalServiceException";

    public static HubException Map(Exception exception)
    {
        bool isOutage = !IsA(exception, Unavailable) && IsCausedByOutage(exception);
        string name = exception.GetType().Name;
        return isOutage
            ? new HubException(
                HubFailureReason.ServiceCommunicationProblem,
                isTransient: true,
                $"The credential gave no token: the identity service cannot be reached or does not answer ({name}).",
                Shown(exception)
            )
            : new HubException(
                HubFailureReason.AuthenticationFailed,
                isTransient: false,
                $"The credential gave no token ({name}){Detail(exception)}",
                Shown(exception)
            );
    }

    // A log prints the cause with all its text: that of a stranger's credential may hold a secret.
    private static Exception? Shown(Exception exception) =>
        exception.GetType().Namespace is { } name
        && (
            name.StartsWith("System.Net", StringComparison.Ordinal)
            || name.StartsWith("Azure", StringComparison.Ordinal)
        )
            ? exception
            : null;

    private static bool IsCausedByOutage(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (IsOutage(e))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOutage(Exception e) =>
        e switch
        {
            TimeoutException or OperationCanceledException or SocketException or IOException => true,
            RequestFailedException failure => failure.Status is 0 or 408 or 429 or >= 500,
            HttpRequestException failure => failure.StatusCode is null or >= HttpStatusCode.InternalServerError,
            // A refusal has a code of its own; without one the identity service was in trouble.
            _ => IsA(e, IdentityServiceFailure) && !e.Message.Contains("AADSTS", StringComparison.Ordinal),
        };

    // What the official library says names settings and the mend, and no secret. Of others that is not known.
    private static string Detail(Exception exception) =>
        exception.GetType().Namespace == IdentityNamespace ? $": {exception.Message.Split('\n')[0].Trim()}" : ".";

    private static bool IsA(Exception exception, string name)
    {
        for (Type? type = exception.GetType(); type is not null; type = type.BaseType)
        {
            if (type.FullName == name)
            {
                return true;
            }
        }

        return false;
    }
}
