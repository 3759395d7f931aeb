namespace ModelData.Testing;

/// <summary>How the blob emulator runs.</summary>
public sealed record AzuriteOptions
{
    /// <summary>Where blobs are kept. Default: none, which keeps them in memory until it ends.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The loopback port. Default: 0, any free one that no outgoing connection gets.</summary>
    public int Port { get; init; }

    /// <summary>Called when packages have to be downloaded first. Default: none.</summary>
    public Action? OnInstalling { get; init; }
}
