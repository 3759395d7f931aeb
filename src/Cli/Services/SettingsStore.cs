using System.CommandLine;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;
using ModelData.Cli.Commands;
using ModelData.Ingestion.Blobs;

namespace ModelData.Cli.Services;

/// <summary>The container of settings documents: by a signature of a few minutes where the account's key is given, else as the user's own identity.</summary>
internal sealed class SettingsStore : IDisposable
{
    private const BlobContainerSasPermissions Rights =
        BlobContainerSasPermissions.Read | BlobContainerSasPermissions.Create | BlobContainerSasPermissions.Write;

    private static readonly TimeSpan SignatureLife = TimeSpan.FromMinutes(15);
    private static readonly TokenRequestContext Scope = new(["https://storage.azure.com/.default"]);

    private readonly HttpClient _client = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(10) }
    );

    private readonly BlobContainerClient _blobs;
    private readonly SettingsContainer _container;
    private readonly Func<CancellationToken, ValueTask<string>>? _token;
    private readonly TimeProvider _time;

    private SettingsStore(BlobContainerClient blobs, TimeProvider time)
    {
        (_blobs, _time) = (blobs, time);
        // A connection string may have a signature in place of a key; then the address has it too.
        Uri address = blobs.CanGenerateSasUri
            ? blobs.GenerateSasUri(Rights, time.GetUtcNow() + SignatureLife)
            : blobs.Uri;
        _container = SettingsContainer.TryParse(
            address.AbsoluteUri,
            out SettingsContainer? container,
            out string? problem
        )
            ? container
            : throw new CommandFailedException(problem);
        if (!container.HasSas)
        {
            var credential = new DefaultAzureCredential();
            _token = async cancellationToken => (await credential.GetTokenAsync(Scope, cancellationToken)).Token;
        }
    }

    /// <summary>Opens the container; nothing is sent yet.</summary>
    /// <exception cref="CommandFailedException">No account is given, or it is malformed.</exception>
    public static SettingsStore Open(ParseResult arguments, StorageOptions storage, TimeProvider time)
    {
        string name = arguments.GetValue(storage.Container)!;
        return StorageAccess.IsContainerName(name)
            ? new SettingsStore(storage.Account(arguments).Open(name), time)
            : throw new CommandFailedException(
                $"{storage.Container.Name} takes the name of a container: 3 to 63 lower-case letters, digits and single hyphens, not '{name}'."
            );
    }

    /// <summary>The settings blob of a web service.</summary>
    public SettingsBlob BlobOf(ServiceName service) => new(_container, service.BlobName, _client, _token, _time);

    /// <summary>The web services that have a document, in the order of their names. Other blobs are passed over.</summary>
    /// <exception cref="CommandFailedException">There is no such container.</exception>
    public async Task<List<ServiceName>> ListAsync(CancellationToken cancellationToken)
    {
        var services = new List<ServiceName>();
        try
        {
            await foreach (BlobItem blob in _blobs.GetBlobsAsync(cancellationToken: cancellationToken))
            {
                if (ServiceName.From(blob.Name) is { } service)
                {
                    services.Add(service);
                }
            }
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            throw NoContainer();
        }
        return services;
    }

    /// <summary>The document of a web service; null when it has none.</summary>
    /// <exception cref="CommandFailedException">It cannot be read.</exception>
    public async Task<SettingsRead.Found?> ReadAsync(ServiceName service, CancellationToken cancellationToken)
    {
        SettingsRead read = await BlobOf(service).ReadAsync(null, cancellationToken);
        return read switch
        {
            SettingsRead.Found found => found,
            SettingsRead.NotThere => IsWithoutContainer(read) ? throw NoContainer() : null,
            _ => throw Failure(service, read),
        };
    }

    /// <summary>Why there is nothing to read, with the mend.</summary>
    public CommandFailedException Failure(ServiceName service, SettingsRead read) =>
        new(
            read switch
            {
                SettingsRead.Malformed malformed =>
                    $"The document of {service} cannot be used: {malformed.Problem} It is never overwritten: "
                        + "mend the blob as docs/settings-document.md says, or delete it to begin anew.",
                SettingsRead.NewerVersion newer =>
                    $"The document of {service} is not for this release: {newer.Problem} It is never overwritten: "
                        + "use the tool of that release.",
                SettingsRead.Refused refused => Refused(refused.Problem),
                SettingsRead.Unreachable unreachable => $"{FirstLine(unreachable.Problem)} {Again()}",
                _ when IsWithoutContainer(read) => NoContainer().Message,
                _ => $"There is no document of {service}.",
            }
        );

    /// <summary>A refusal, with what the kind of access may have to do with it.</summary>
    public string Refused(string problem) =>
        _blobs.CanGenerateSasUri
            ? $"{problem} The tool makes that signature of the account's key: the key must be right, the account must let keys in, "
                + "and the clock of this machine must not be wrong by minutes."
            : problem;

    private string Again() =>
        _container.HasSas
            ? "Run the command again."
            : "Where it is the credential that gives no token, log in (`az login`); else run the command again.";

    /// <summary>What a credential says at length, cut to its first line.</summary>
    public static string FirstLine(string problem) => problem.Split('\n')[0].Trim();

    public void Dispose() => _client.Dispose();

    private static bool IsWithoutContainer(SettingsRead read) =>
        read is SettingsRead.NotThere { Code: "ContainerNotFound" };

    private CommandFailedException NoContainer() =>
        new(
            $"There is no container {_blobs.Name} in the account {_blobs.AccountName}. The templates make it (docs/deployment.md), or "
                + $"`az storage container create`; --state names another account, --settings-container another container."
        );
}
