namespace ModelData.Console.Tests;

/// <summary>What there is to see, and what there is to change.</summary>
internal static class Pages
{
    /// <summary>Every page that needs nothing to be there.</summary>
    public static readonly string[] All =
    [
        "/",
        "/services",
        "/services/service?name=sub/rg/ws/svc",
        "/partitions",
        "/workers",
        "/files",
        "/dead-letters",
        "/audit",
        "/help/troubleshooting",
    ];

    /// <summary>Everything that changes something, and the right that it needs.</summary>
    public static readonly (string Path, string Right)[] Changes =
    [
        ("/services/collect", ConsoleRights.Operate),
        ("/services/diagnostics", ConsoleRights.Operate),
        ("/services/sample", ConsoleRights.Operate),
        ("/services/redact", ConsoleRights.Operate),
        ("/services/keep", ConsoleRights.Administer),
        ("/dead-letters/resubmit", ConsoleRights.Operate),
        ("/dead-letters/pause", ConsoleRights.Operate),
        ("/dead-letters/continue", ConsoleRights.Operate),
        ("/dead-letters/cancel", ConsoleRights.Operate),
    ];
}
