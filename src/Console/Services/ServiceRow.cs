using ModelData.Ingestion.Observing.Status;
using ModelData.Operations.Settings;

namespace ModelData.Console.Services;

/// <summary>A web service in the list.</summary>
/// <param name="Service">The web service.</param>
/// <param name="Workspace">Its workspace, unescaped.</param>
/// <param name="Name">Its name, unescaped.</param>
/// <param name="Document">What its document says; null while that is not looked up.</param>
/// <param name="Addresses">What of it is collected.</param>
public sealed record ServiceRow(
    ServiceName Service,
    string Workspace,
    string Name,
    ServiceDocument? Document,
    IReadOnlyList<AddressStatus> Addresses
)
{
    /// <summary>How long ago its last row came.</summary>
    public TimeSpan? Freshness => Addresses.Min(it => it.Freshness);

    /// <summary>Its rows an hour; null when they are not known of each address.</summary>
    public double? RowsAnHour =>
        Addresses.Count == 0 || Addresses.Any(it => it.RowsAnHour is null) ? null : Addresses.Sum(it => it.RowsAnHour);

    /// <summary>A row of a web service.</summary>
    public static ServiceRow Of(ServiceName service, IReadOnlyList<AddressStatus> addresses)
    {
        ArgumentNullException.ThrowIfNull(service);
        bool isName = ServiceSettings.TryParseBlobName(
            service.BlobName,
            out string? subscription,
            out string? group,
            out string? workspace,
            out string? name
        );
        return isName
            ? new ServiceRow(service, $"{subscription}/{group}/{workspace}", name!, null, addresses)
            : throw new ArgumentException($"{service} is no web service.", nameof(service));
    }
}
