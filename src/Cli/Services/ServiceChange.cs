using System.CommandLine;
using ModelData.Cli.Commands;
using ModelData.Cli.Output;

namespace ModelData.Cli.Services;

/// <summary>
/// A command that changes the settings document of a web service. What is written is what was read, with the change; when somebody else was faster,
/// it is read and changed again.
/// </summary>
internal sealed class ServiceChange(CommandContext context, StorageOptions storage)
{
    private const int Attempts = 3;

    private readonly ServiceOptions _service = new();
    private readonly ChangeOptions _options = new();

    /// <summary>Adds the web service as first argument.</summary>
    public void AddServiceTo(Command command) => _service.AddTo(command);

    /// <summary>Adds the options that all changes share, behind those of one.</summary>
    public void AddOptionsTo(Command command) => _options.AddTo(command);

    /// <summary>Makes the change.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="change">Changes what was read; it may be asked again for what was read later.</param>
    /// <param name="findNotes">What else to say of the settings that hold then.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CommandFailedException">It cannot be made.</exception>
    public async Task<int> RunAsync(
        ParseResult arguments,
        Func<ServiceSettings, ServiceSettings> change,
        Func<ServiceSettings, IEnumerable<string>> findNotes,
        CancellationToken cancellationToken
    )
    {
        ServiceName service = _service.Read(arguments);
        using var store = SettingsStore.Open(arguments, storage, context.Time);
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            SettingsRead.Found? found = await store.ReadAsync(service, cancellationToken);
            ServiceSettings before = found?.Settings ?? new ServiceSettings();
            ServiceSettings after = change(before);
            ServiceSettings? result = before.Equals(after)
                ? before
                : await WriteAsync(store, service, after, found?.ETag, arguments, cancellationToken);
            if (result is not null)
            {
                var outcome = new ChangeOutcome(
                    service,
                    found is null && before.Equals(after) ? null : result,
                    SettingsDifference.Between(before, after),
                    found is null,
                    _options.IsDryRun(arguments)
                );
                await context.Out.WriteAsync(_options.IsJson(arguments) ? outcome.ToJson() : outcome.ToText());
                foreach (string note in findNotes(result))
                {
                    await context.Error.WriteLineAsync(Printable.Line(note));
                }
                return ExitCodes.Done;
            }
        }
        throw new CommandFailedException(
            $"Somebody else wrote the document of {service} during each of {Attempts} attempts, and nothing of this change was written: "
                + "look at it with `modeldata services show`, and run the command again."
        );
    }

    /// <summary>What is written, or would be; null when somebody else was faster.</summary>
    private async Task<ServiceSettings?> WriteAsync(
        SettingsStore store,
        ServiceName service,
        ServiceSettings after,
        string? etag,
        ParseResult arguments,
        CancellationToken cancellationToken
    )
    {
        string who = _options.Who(arguments);
        ServiceSettings next = after with
        {
            Revision = after.Revision + 1,
            ChangedAt = context.Time.GetUtcNow(),
            ChangedBy = who,
        };
        try
        {
            next.Write();
        }
        catch (InvalidOperationException e)
        {
            throw new CommandFailedException($"Nothing is written, since nobody could read it: {e.Message}", e);
        }
        if (_options.IsDryRun(arguments))
        {
            return next;
        }
        SettingsWrite write = await store.BlobOf(service).WriteAsync(after, etag, who, cancellationToken);
        return write switch
        {
            SettingsWrite.Written written => written.Settings,
            SettingsWrite.Refused refused => throw new CommandFailedException(store.Refused(refused.Problem)),
            SettingsWrite.Unreachable unreachable => throw new CommandFailedException(
                $"{SettingsStore.FirstLine(unreachable.Problem)} Run the command again: a change that is there is not made twice."
            ),
            _ => null,
        };
    }
}
