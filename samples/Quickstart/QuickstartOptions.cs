namespace Quickstart;

/// <summary>What the command line says.</summary>
internal sealed record QuickstartOptions
{
    public const int DefaultRequests = 3_000;

    public bool IsServing { get; init; }

    public string? BlobsConnectionString { get; init; }

    public int Requests { get; init; } = DefaultRequests;
}
