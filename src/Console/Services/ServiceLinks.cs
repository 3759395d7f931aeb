using ModelData.Console.Pages;
using ModelData.Operations.Settings;

namespace ModelData.Console.Services;

/// <summary>Where the pages of web services are.</summary>
internal static class ServiceLinks
{
    public const string List = "/services";
    public const string One = "/services/service";

    public static Query Of(CollectionAddress address) => Of(NameOf(address));

    public static Query Of(ServiceName service, string? said = null) =>
        new(One, [("name", service.ToString()), ("said", said)]);

    /// <summary>The web service of an address.</summary>
    public static ServiceName NameOf(CollectionAddress address) => new(ServiceSettings.BlobName(address));

    /// <summary>The web service that a form or an address names.</summary>
    /// <exception cref="CommandFailedException">It names none.</exception>
    public static ServiceName Parse(string? name) =>
        ServiceName.From($"{name}.json")
        ?? throw new CommandFailedException(
            "There is no web service of this name: the list of services has those that are known."
        );
}
