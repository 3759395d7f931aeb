using ModelData.Console.Live;
using ModelData.Operations.Settings;

namespace ModelData.Console.Services;

/// <summary>What came of a change of a settings document.</summary>
/// <param name="Document">The document as it is now.</param>
/// <param name="Notice">What happened: a word of <see cref="ServiceNotice"/>, or a problem.</param>
internal sealed record ChangeResult(ServiceDocument Document, string? Word, ServiceNotice? Notice);

/// <summary>Changes a settings document that somebody has looked at: it must still be that version, or nothing is written and what is new is told.</summary>
internal static class SettingsChange
{
    /// <summary>Makes a change.</summary>
    /// <param name="catalog">The documents.</param>
    /// <param name="changes">Who is told.</param>
    /// <param name="service">Whose document.</param>
    /// <param name="etag">The version that was shown; empty where there was none.</param>
    /// <param name="who">Who makes it.</param>
    /// <param name="change">The change.</param>
    /// <param name="cancellationToken">Ends it before it is written.</param>
    /// <exception cref="CommandFailedException">It cannot be made.</exception>
    public static async Task<ChangeResult> MakeAsync(
        ServiceCatalog catalog,
        Changes changes,
        ServiceName service,
        string etag,
        string who,
        Func<ServiceSettings, ServiceSettings> change,
        CancellationToken cancellationToken
    )
    {
        ServiceDocument current = await catalog.ReadAsync(service, cancellationToken);
        if (current.Problem is { } problem)
        {
            throw new CommandFailedException(problem);
        }
        if (current.ETag != etag)
        {
            return Conflict(catalog, service, etag, current);
        }
        ServiceSettings before = current.Settings ?? new ServiceSettings();
        ServiceSettings after = change(before);
        if (after.Equals(before))
        {
            return new ChangeResult(current, ServiceNotice.Same, null);
        }
        SettingsWrite write;
        try
        {
            // Once it is sent it is waited for: whether it was written must be known.
            write = await catalog
                .Store.BlobOf(service)
                .WriteAsync(after, etag.Length == 0 ? null : $"\"{etag}\"", Cut(who), CancellationToken.None);
        }
        catch (InvalidOperationException e)
        {
            throw new CommandFailedException($"Nothing is written, since nobody could read it: {e.Message}", e);
        }
        catalog.Forget();
        changes.Announce();
        return write switch
        {
            SettingsWrite.Written written => new ChangeResult(
                new ServiceDocument(written.Settings, written.ETag.Trim('"'), null),
                ServiceNotice.Written,
                null
            ),
            SettingsWrite.Refused refused => throw new CommandFailedException(catalog.Store.Refused(refused.Problem)),
            SettingsWrite.Unreachable silent => throw new CommandFailedException(
                $"{SettingsStore.FirstLine(silent.Problem)} Look whether the change is there before you make it again."
            ),
            _ => Conflict(catalog, service, etag, await catalog.ReadAsync(service, cancellationToken)),
        };
    }

    private static ChangeResult Conflict(
        ServiceCatalog catalog,
        ServiceName service,
        string etag,
        ServiceDocument current
    )
    {
        ServiceSettings now = current.Settings ?? new ServiceSettings();
        string who = current.Settings is null
            ? "The document was deleted after this page had been loaded"
            : $"{now.ChangedBy ?? "Somebody"} wrote the document (revision {SettingsText.OfRevision(now.Revision)}, {SettingsText.Of(now.ChangedAt)}) "
                + "after this page had been loaded";
        string rest = catalog.Find(service, etag) is null
            ? " What it said before is not known any more."
            : " This is what is new:";
        IReadOnlyList<SettingsDifference> differences = catalog.Find(service, etag) is { } shown
            ? SettingsDifference.Between(shown, now)
            : [];
        return new ChangeResult(
            current,
            null,
            new ServiceNotice(
                true,
                $"{who}, and nothing of your change was written: look at it, and make it again if it still holds.{rest}",
                differences
            )
        );
    }

    // A document takes names of at most 128 bytes.
    private static string Cut(string who)
    {
        const int Most = 128;
        while (System.Text.Encoding.UTF8.GetByteCount(who) > Most)
        {
            who = who[..(char.IsLowSurrogate(who[^1]) ? ^2 : ^1)];
        }
        return who;
    }
}
