using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;

namespace ModelData.Operations.Settings;

/// <summary>
/// The container of settings documents: by a signature of a few minutes where the account's key is given, else as the user's own identity. Thread-safe.
/// </summary>
public sealed class SettingsStore : IDisposable
{
    private const BlobContainerSasPermissions Rights =
        BlobContainerSasPermissions.Read | BlobContainerSasPermissions.Create | BlobContainerSasPermissions.Write;

    private static readonly TimeSpan SignatureLife = TimeSpan.FromMinutes(15);
    private static readonly TokenRequestContext Scope = new(["https://storage.azure.com/.default"]);

    private readonly HttpClient _client = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(10) }
    );

    private readonly BlobContainerClient _blobs;
    private readonly Func<CancellationToken, ValueTask<string>>? _token;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private (SettingsContainer Container, long At) _signed;

    /// <summary>Opens the container; nothing is sent yet.</summary>
    /// <param name="blobs">The container, whether it exists or not.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="CommandFailedException">Its address is none that settings can be read from.</exception>
    public SettingsStore(BlobContainerClient blobs, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(blobs);
        ArgumentNullException.ThrowIfNull(time);
        (_blobs, _time) = (blobs, time);
        _signed = (Sign(), time.GetTimestamp());
        if (!_signed.Container.HasSas)
        {
            var credential = new DefaultAzureCredential();
            _token = async cancellationToken => (await credential.GetTokenAsync(Scope, cancellationToken)).Token;
        }
    }

    // A signature that is half over is replaced: whoever keeps this open for long is not locked out.
    private SettingsContainer Container
    {
        get
        {
            lock (_lock)
            {
                if (_time.GetElapsedTime(_signed.At) > SignatureLife / 2)
                {
                    _signed = (Sign(), _time.GetTimestamp());
                }
                return _signed.Container;
            }
        }
    }

    /// <summary>The settings blob of a web service.</summary>
    public SettingsBlob BlobOf(ServiceName service) => new(Container, service.BlobName, _client, _token, _time);

    /// <summary>The web services that have a document, in the order of their names. Other blobs are passed over.</summary>
    /// <exception cref="CommandFailedException">There is no such container.</exception>
    public async Task<List<ServiceName>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await ListVersionsAsync(cancellationToken)).Select(it => it.Service)];

    /// <summary>The web services that have a document, with the version of it (the ETag without quotes), in the order of their names.</summary>
    /// <exception cref="CommandFailedException">There is no such container.</exception>
    public async Task<List<(ServiceName Service, string ETag)>> ListVersionsAsync(CancellationToken cancellationToken)
    {
        var services = new List<(ServiceName, string)>();
        try
        {
            await foreach (BlobItem blob in _blobs.GetBlobsAsync(cancellationToken: cancellationToken))
            {
                if (ServiceName.From(blob.Name) is { } service)
                {
                    services.Add((service, blob.Properties.ETag?.ToString().Trim('"') ?? ""));
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

    /// <summary>Deletes the document of a web service, whether it can be used or not, if it is still as it was read.</summary>
    /// <returns>Whether it is deleted; otherwise somebody else wrote it meanwhile.</returns>
    public async Task<bool> DeleteAsync(ServiceName service, string etag, CancellationToken cancellationToken)
    {
        try
        {
            await _blobs
                .GetBlobClient(service.BlobName)
                .DeleteAsync(
                    DeleteSnapshotsOption.IncludeSnapshots,
                    new BlobRequestConditions { IfMatch = new ETag(etag) },
                    cancellationToken
                );
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            return false;
        }
    }

    /// <summary>Why there is nothing to read, with the mend.</summary>
    public CommandFailedException Failure(ServiceName service, SettingsRead read) =>
        new(
            read switch
            {
                SettingsRead.Malformed malformed =>
                    $"The document of {service} cannot be used: {malformed.Problem} It is never overwritten: "
                        + "mend the blob as docs/settings-document.md says, or begin anew with `modeldata services delete`.",
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
        _signed.Container.HasSas
            ? "Run the command again."
            : "Where it is the credential that gives no token, log in (`az login`); else run the command again.";

    /// <summary>What a credential says at length, cut to its first line.</summary>
    public static string FirstLine(string problem) => problem.Split('\n')[0].Trim();

    public void Dispose() => _client.Dispose();

    private static bool IsWithoutContainer(SettingsRead read) =>
        read is SettingsRead.NotThere { Code: "ContainerNotFound" };

    // A connection string may have a signature in place of a key; then the address has it too.
    private SettingsContainer Sign()
    {
        Uri address = _blobs.CanGenerateSasUri
            ? _blobs.GenerateSasUri(Rights, _time.GetUtcNow() + SignatureLife)
            : _blobs.Uri;
        return SettingsContainer.TryParse(address.AbsoluteUri, out SettingsContainer? container, out string? problem)
            ? container
            : throw new CommandFailedException(problem);
    }

    private CommandFailedException NoContainer() =>
        new(
            $"There is no container {_blobs.Name} in the account {_blobs.AccountName}. The templates make it (docs/deployment.md), or "
                + $"`az storage container create`; --state names another account, --settings-container another container."
        );
}
