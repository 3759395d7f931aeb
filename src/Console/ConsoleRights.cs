namespace ModelData.Console;

/// <summary>What somebody may do in the console. Each is the name of a policy, and a value of the claim that grants it.</summary>
public static class ConsoleRights
{
    /// <summary>The type of the claims.</summary>
    public const string Claim = "modeldata.console";

    /// <summary>To see everything but rows of data.</summary>
    public const string Read = "read";

    /// <summary>To switch, sample and redact services, and to send dead letters again.</summary>
    public const string Operate = "operate";

    /// <summary>To take redaction away.</summary>
    public const string Administer = "administer";

    /// <summary>To see and download rows of data: heads of files, files, bodies of dead letters.</summary>
    public const string Preview = "preview";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Read, Operate, Administer, Preview];
}
