using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Completing;

/// <summary>Keeps <c>_schema.json</c>. A failure is logged and keeps no row out of its file. Thread-safe.</summary>
internal sealed partial class SchemaRecord(IFolderDocuments documents, TimeProvider time, ILogger<SchemaRecord> logger)
{
    private const int MaxConflicts = 10;

    /// <summary>Notes that a folder gets rows of a schema.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="schema">The schema of the rows, whatever their file has of it.</param>
    /// <param name="file">The file that is about to be made; unset when it is there, or when the manifest will name it.</param>
    /// <param name="lost">A file that was noted before and could not be made, if any.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task NoteAsync(
        string folder,
        FeatureSchema schema,
        DataFileName? file,
        DataFileName? lost,
        CancellationToken cancellationToken
    ) =>
        UpdateAsync(
            folder,
            known =>
            {
                var noted = WithSchema(known, schema);
                return file is { } name ? noted.WithFile(schema.Hash, name, lost == name ? null : lost) : noted;
            },
            cancellationToken
        );

    /// <summary>Notes that a file has these columns, and no others.</summary>
    public Task MovedAsync(
        string folder,
        FeatureSchema schema,
        DataFileName file,
        CancellationToken cancellationToken
    ) => UpdateAsync(folder, known => WithSchema(known, schema).Moved(schema.Hash, file), cancellationToken);

    private FolderSchemas WithSchema(FolderSchemas known, FeatureSchema schema) =>
        // Seen before, it may say other exact types now, or more types; when it was seen last the manifest says.
        known.Seen(
            schema,
            known.Schemas.FirstOrDefault(it => it.Schema.Hash == schema.Hash)?.LastSeen ?? time.GetUtcNow()
        );

    /// <summary>Notes what the files of a folder show: when rows of schemas that are known were last written, by their hashes, and where they are.</summary>
    public Task SeenAsync(
        string folder,
        IReadOnlyDictionary<string, (DateTimeOffset LastSeen, IReadOnlyList<DataFileName> Files)> found,
        CancellationToken cancellationToken
    ) =>
        UpdateAsync(
            folder,
            known =>
            {
                var listed = found.Values.SelectMany(seen => seen.Files).ToHashSet();
                var changed = known;
                foreach (var noted in known.Schemas)
                {
                    // A file that was listed has the schema that it says; one that was not is about to be made.
                    var files = noted.Files.Where(file => !listed.Contains(file));
                    if (found.TryGetValue(noted.Schema.Hash, out var seen))
                    {
                        changed = changed.Seen(noted.Schema, seen.LastSeen);
                        files = files.Concat(seen.Files);
                    }

                    changed = changed.WithFiles(noted.Schema.Hash, files);
                }

                return changed;
            },
            cancellationToken
        );

    private async Task UpdateAsync(
        string folder,
        Func<FolderSchemas, FolderSchemas> change,
        CancellationToken cancellationToken
    )
    {
        string name = $"{folder}/{FolderSchemas.FileName}";
        try
        {
            for (int conflicts = 0; conflicts < MaxConflicts; conflicts++)
            {
                var document = await documents.ReadAsync(name, FolderSchemas.MaxBytes, cancellationToken);
                FolderSchemas? known = FolderSchemas.Empty;
                if (document is { } found && !FolderSchemas.TryRead(found.Content.Span, out known))
                {
                    LogUnreadable(name);
                    return;
                }

                var changed = change(known);
                byte[] content = changed.Write();
                bool isSame = document is { } old && old.Content.Span.SequenceEqual(content);
                if (isSame || await documents.TryWriteAsync(name, content, document?.ETag, cancellationToken))
                {
                    return;
                }
            }

            LogFailed(name, "other writers were there each time");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(name, Problem.Of(e));
        }
    }

    [LoggerMessage(
        EventIds.SchemasUnreadable,
        LogLevel.Warning,
        "{Document} is of another version or damaged and was left as it is: delete it to have a new one written"
    )]
    private partial void LogUnreadable(string document);

    [LoggerMessage(EventIds.SchemasFailed, LogLevel.Warning, "{Document} could not be written: {Problem}")]
    private partial void LogFailed(string document, string problem);
}
