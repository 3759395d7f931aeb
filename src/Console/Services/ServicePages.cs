using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ModelData.Console.Observing;
using ModelData.Console.Pages;
using ModelData.Ingestion.Observing.Status;
using ModelData.Operations.Settings;

namespace ModelData.Console.Services;

/// <summary>The list of web services, and the page of each.</summary>
internal static class ServicePages
{
    private const int PageSize = 50;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(ServiceLinks.List, ListAsync).RequireAuthorization(ConsoleRights.Read);
        endpoints
            .MapGet(
                ServiceLinks.One,
                async (HttpContext http, Observation observation, ServiceCatalog catalog, string? name, string? said) =>
                {
                    ServiceName service = ServiceLinks.Parse(name);
                    return Page.Of<ServicePage>(
                        http,
                        await ReadAsync(
                            observation,
                            service,
                            await catalog.ReadAsync(service, http.RequestAborted),
                            ServiceNotice.OfWord(said),
                            http.RequestAborted
                        )
                    );
                }
            )
            .RequireAuthorization(ConsoleRights.Read);
    }

    /// <summary>What the page of a web service shows.</summary>
    public static async Task<ServiceModel> ReadAsync(
        Observation observation,
        ServiceName service,
        ServiceDocument document,
        ServiceNotice? notice,
        CancellationToken cancellationToken
    )
    {
        Snapshot snapshot = await observation.GetAsync(cancellationToken);
        IReadOnlyList<AddressStatus> addresses =
        [
            .. (snapshot.Status.Addresses ?? []).Where(it => ServiceLinks.NameOf(it.Address) == service),
        ];
        return new ServiceModel(snapshot, ServiceRow.Of(service, addresses) with { Document = document }, notice);
    }

    private static async Task<IResult> ListAsync(
        HttpContext http,
        Observation observation,
        ServiceCatalog catalog,
        string? search,
        int? page
    )
    {
        Snapshot snapshot = await observation.GetAsync(http.RequestAborted);
        ILookup<ServiceName, AddressStatus> collected = (snapshot.Status.Addresses ?? []).ToLookup(it =>
            ServiceLinks.NameOf(it.Address)
        );
        string? problem = null;
        IReadOnlyDictionary<ServiceName, string> listed = new Dictionary<ServiceName, string>();
        try
        {
            listed = await catalog.ListAsync(http.RequestAborted);
        }
        catch (Exception e) when (e is not OperationCanceledException && Explanation.Of(e) is { } text)
        {
            problem = text;
        }
        List<ServiceRow> rows =
        [
            .. listed
                .Keys.Union(collected.Select(it => it.Key))
                .Select(it => ServiceRow.Of(it, [.. collected[it]]))
                .Where(it =>
                    string.IsNullOrEmpty(search)
                    || it.Name.Contains(search, StringComparison.OrdinalIgnoreCase)
                    || it.Workspace.Contains(search, StringComparison.OrdinalIgnoreCase)
                )
                .OrderBy(it => it.Service.BlobName, StringComparer.Ordinal),
        ];
        Paged<ServiceRow> shown = Paged.Of(rows, page, PageSize);
        if (problem is null)
        {
            IReadOnlyDictionary<ServiceName, ServiceDocument> documents = await catalog.ReadAsync(
                shown.Items.Select(it => it.Service),
                http.RequestAborted
            );
            shown = shown with
            {
                Items =
                [
                    .. shown.Items.Select(it =>
                        it with
                        {
                            Document = documents.GetValueOrDefault(it.Service, ServiceDocument.None),
                        }
                    ),
                ],
            };
        }
        return Page.Of<ServicesPage>(http, new ServiceListModel(snapshot, shown, search ?? "", problem));
    }
}
