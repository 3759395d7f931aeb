namespace ModelData.Producer.Diagnostics;

/// <summary>
/// Which collectors of each model were used outside of a request, without a context and without an id: their rows join nothing. One of a model has nothing to
/// join with; two have. Thread-safe.
/// </summary>
internal sealed class UnjoinedRows
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Workspace, string Service, string Model, string Version), string> _first = [];

    /// <summary>Notes such use.</summary>
    /// <returns>The identifier of another collector of the model that was used so; null when there is none.</returns>
    public string? Note(CollectionAddress address)
    {
        lock (_gate)
        {
            var model = (
                $"{address.Subscription}/{address.ResourceGroup}/{address.Workspace}",
                address.WebService,
                address.Model,
                address.Version
            );
            return _first.TryAdd(model, address.Identifier) || _first[model] == address.Identifier
                ? null
                : _first[model];
        }
    }
}
