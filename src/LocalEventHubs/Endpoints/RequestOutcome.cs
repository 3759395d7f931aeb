using Amqp;
using Amqp.Framing;
using Amqp.Types;
using ModelData.LocalEventHubs.Amqp;

namespace ModelData.LocalEventHubs.Endpoints;

/// <summary>The answer to a request.</summary>
/// <param name="StatusCode">As in HTTP.</param>
/// <param name="Description">Never empty.</param>
/// <param name="Condition">The AMQP condition of an error.</param>
/// <param name="Body">The body, a map.</param>
internal readonly record struct RequestOutcome(int StatusCode, string Description, string? Condition, Map? Body)
{
    public static RequestOutcome Accepted { get; } = new(202, "Accepted", null, null);

    public static RequestOutcome Ok(Map body) => new(200, "OK", null, body);

    public static RequestOutcome Failed(int statusCode, string condition, string description) =>
        new(statusCode, description, condition, null);

    /// <summary>The answer that says what an error says.</summary>
    public static RequestOutcome Failed(Error error) =>
        Failed(
            error.Condition.ToString() switch
            {
                ErrorCode.UnauthorizedAccess => 401,
                ErrorCode.NotFound => 404,
                ServiceError.ArgumentErrorCondition => 400,
                "com.microsoft:timeout" => 408,
                "com.microsoft:server-busy" => 503,
                _ => 500,
            },
            error.Condition,
            error.Description
        );
}
