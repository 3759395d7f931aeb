using Amqp;
using Amqp.Framing;

namespace ModelData.LocalEventHubs.Amqp;

/// <summary>
/// Errors as the service words them. Every error has a description: the JavaScript SDK does not recognise one without, and some
/// clients decide by the text.
/// </summary>
internal static class ServiceError
{
    public const string ArgumentErrorCondition = "com.microsoft:argument-error";
    public const string ArgumentOutOfRangeCondition = "com.microsoft:argument-out-of-range";

    public static Error Create(string condition, string description) => new(condition) { Description = description };

    public static Error EntityNotFound(string address) => Create(ErrorCode.NotFound, DescribeNotFound(address));

    /// <summary>The JavaScript SDK looks for exactly this sentence.</summary>
    public static string DescribeNotFound(string address) => $"The messaging entity '{address}' could not be found.";

    public static Error Unauthorized(AccessRights right, string address) =>
        Create(
            ErrorCode.UnauthorizedAccess,
            $"Unauthorized access. '{right}' claim(s) are required to perform this operation. Resource: '{address}'."
        );

    public static Error TokenLapsed(string address) =>
        Create(
            ErrorCode.UnauthorizedAccess,
            $"ExpiredToken: the token that authorized the link to '{address}' has expired."
        );

    public static Error PartitionOutOfRange(string partition, int partitionCount) =>
        Create(ArgumentOutOfRangeCondition, DescribePartition(partition, partitionCount));

    public static string DescribePartition(string partition, int partitionCount) =>
        $"The specified partition '{partition}' is invalid for an EventHub partition sender or receiver. "
        + $"It should be between 0 and {partitionCount - 1}.";

    public static Error MessageTooLarge(int bytes, int mostBytes) =>
        Create(
            ErrorCode.MessageSizeExceeded,
            $"The received message (size:{bytes} bytes) exceeds the limit ({mostBytes} bytes) currently allowed on the link."
        );

    /// <summary>Clients look for the number, and wait as long as the text says.</summary>
    public static Error Busy() =>
        Create(
            "com.microsoft:server-busy",
            "The request was terminated because the entity is being throttled. Error code : 50002. "
                + "Please wait 4 seconds and try again."
        );

    public static Error Malformed(string description) => Create(ErrorCode.DecodeError, description);

    public static Error NotAuthenticated(TimeSpan timeout) =>
        Create(
            ErrorCode.ConnectionForced,
            $"The connection was closed by the broker: no valid token came within {timeout.TotalSeconds} s."
        );

    public static Error Stopping() =>
        Create(ErrorCode.ConnectionForced, "The connection was closed by the broker: it is stopping.");
}
