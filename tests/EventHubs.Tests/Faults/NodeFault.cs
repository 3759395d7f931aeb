using Amqp.Types;
using ModelData.EventHubs.Peer;

namespace ModelData.EventHubs.Faults;

/// <summary>The answers of a request node that are no success.</summary>
internal static class NodeFault
{
    private static readonly (int Status, string Condition)[] Statuses =
    [
        (400, "com.microsoft:argument-error"),
        (401, "amqp:unauthorized-access"),
        (403, "amqp:resource-limit-exceeded"),
        (404, "amqp:not-found"),
        (404, "amqp:not-found of an entity"),
        (408, "com.microsoft:timeout"),
        (409, "amqp:internal-error"),
        (410, "amqp:link:stolen"),
        (500, "amqp:internal-error"),
        (501, "amqp:not-implemented"),
        (503, "com.microsoft:server-busy"),
    ];

    /// <summary>Each status, and whether the condition that it stands for comes with it.</summary>
    public static TheoryData<int, string, bool> Rows
    {
        get
        {
            var rows = new TheoryData<int, string, bool>();
            foreach ((int status, string condition) in Statuses)
            {
                rows.Add(status, condition, true);
                rows.Add(status, condition, false);
            }

            return rows;
        }
    }

    public static PeerReply ToReply(int status, WireCondition fault, bool namesCondition) =>
        new(status, namesCondition ? new Symbol(fault.Condition) : null, fault.Description);
}
