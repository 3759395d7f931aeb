namespace ModelData.Console.Local;

/// <summary>A console for the one person at this machine.</summary>
public sealed record LocalConsoleOptions
{
    /// <summary>Where the pipeline is, and who asks.</summary>
    public required ConsolePlaces Places { get; init; }

    /// <summary>Who sits there: it stands in settings documents and in the audit, for people.</summary>
    public required string Who { get; init; }

    /// <summary>The port on the loopback address. Default: 0, any that is free.</summary>
    public int Port { get; init; }

    /// <summary>What they may do. Default: everything.</summary>
    public IReadOnlyList<string> Rights { get; init; } = ConsoleRights.All;

    /// <summary>The clock. Default: that of the system.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
