using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Tests.Fakes;

/// <summary>For a <see cref="ProvenSession"/>: a look finds nothing new.</summary>
internal sealed class NoLooks : ILooks
{
    public static readonly NoLooks Instance = new();

    public Task LookAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
