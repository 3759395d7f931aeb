using ModelData.Console.Observing;
using ModelData.Console.Pages;

namespace ModelData.Console.Services;

/// <summary>The list of web services.</summary>
/// <param name="Snapshot">The last look.</param>
/// <param name="Rows">Those of a page.</param>
/// <param name="Search">What their names hold; empty for any.</param>
/// <param name="Problem">Why documents could not be listed; null when they could.</param>
public sealed record ServiceListModel(Snapshot Snapshot, Paged<ServiceRow> Rows, string Search, string? Problem)
{
    /// <summary>The address of the list.</summary>
    public Query Query => new(ServiceLinks.List, [("search", Search)]);
}
