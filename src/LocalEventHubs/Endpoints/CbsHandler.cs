using Amqp;
using ModelData.LocalEventHubs.Amqp;
using ModelData.LocalEventHubs.Authorization;
using ModelData.LocalEventHubs.Broker;

namespace ModelData.LocalEventHubs.Endpoints;

/// <summary>The claims-based security node of one connection: takes tokens and turns them into claims.</summary>
internal sealed class CbsHandler(BrokerConnection connection, TokenVerifier verifier, HubRegistry hubs)
    : IRequestHandler
{
    private const string SasType = "servicebus.windows.net:sastoken";
    private const string JwtType = "jwt";

    private static readonly string EmulatorKeyReplaced =
        $" This broker was started with keys of its own (--rule, or --key-name with --key), which replace the emulator's "
        + $"'{AuthorizationRule.Default.Name}': use one of them, or name the emulator's among them.";

    public RequestOutcome Handle(Message request)
    {
        if (request.ApplicationProperties?["operation"] is not "put-token")
        {
            return BadRequest("The property 'operation' must be 'put-token'.");
        }

        if (request.ApplicationProperties["name"] is not string { Length: > 0 } name)
        {
            return BadRequest("The property 'name' (the audience) is missing.");
        }

        if (request.ApplicationProperties["type"] is not string type)
        {
            return BadRequest("The property 'type' is missing.");
        }

        if (type is not (SasType or JwtType))
        {
            return BadRequest($"The property 'type' must be '{SasType}' or '{JwtType}'.");
        }

        if (request.Body is not string token)
        {
            return BadRequest("The body must be an amqp-value that holds the token as a string.");
        }

        if (EntityPath.From(name) is not { } audience)
        {
            return BadRequest("The property 'name' (the audience) is too long.");
        }

        // The Python SDK calls its shared access signatures web tokens, too: the text says what it is.
        TokenFailure failure =
            type == JwtType
                ? verifier.Verify(token, audience, out Claim claim)
                : verifier.VerifySignature(token, audience, out claim);
        if (failure != TokenFailure.None)
        {
            string reason = Describe(failure, verifier);
            return failure == TokenFailure.Malformed ? BadRequest(reason) : Unauthorized(reason);
        }

        string hub = audience.Split('/', 2)[0];
        if (hub.Length > 0 && !hub.StartsWith('$') && hubs.Find(hub) is null)
        {
            return RequestOutcome.Failed(404, ErrorCode.NotFound, ServiceError.DescribeNotFound(name));
        }

        return connection.TryPut(claim)
            ? RequestOutcome.Accepted
            : RequestOutcome.Failed(403, ErrorCode.ResourceLimitExceeded, "The connection holds too many tokens.");
    }

    /// <summary>What a client is told about a token that is refused.</summary>
    public static string Describe(TokenFailure failure, TokenVerifier verifier) =>
        failure is TokenFailure.UnknownRule or TokenFailure.BadSignature && verifier.ReplacesEmulatorKey
            ? Describe(failure) + EmulatorKeyReplaced
            : Describe(failure);

    private static string Describe(TokenFailure failure) =>
        failure switch
        {
            TokenFailure.Malformed =>
                "MalformedToken: the token is neither a shared access signature nor a JSON web token.",
            TokenFailure.UnknownRule => "InvalidSignature: the token names a key or an issuer that does not exist.",
            TokenFailure.BadSignature => "InvalidSignature: the token has an invalid signature.",
            TokenFailure.Expired => "ExpiredToken: the token is expired.",
            TokenFailure.NoRights => "InvalidRoles: the token's claim 'roles' names none of send, listen and manage.",
            TokenFailure.NoIssuer =>
                "UnknownIssuer: this broker trusts no issuer of JSON web tokens; start it with --jwt-issuer and --jwt-key, "
                    + "or use a shared access signature.",
            _ => "InvalidAudience: the token is not valid for this resource.",
        };

    private static RequestOutcome BadRequest(string description) =>
        RequestOutcome.Failed(400, ServiceError.ArgumentErrorCondition, description);

    private static RequestOutcome Unauthorized(string description) =>
        RequestOutcome.Failed(401, ErrorCode.UnauthorizedAccess, description);
}
