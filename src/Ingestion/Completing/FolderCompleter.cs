using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Completing;

/// <summary>
/// Completes a folder that every partition has passed: seals its files, writes its manifest, and closes its marker unless it was written
/// again. Before the day is over the manifest is one of its first hours, and the folder stays open. Each step can be repeated, so a crash
/// or another worker in between costs a repetition. Thread-safe.
/// </summary>
internal sealed partial class FolderCompleter(
    IOpenFolders folders,
    FileCompactor compactor,
    ManifestWriter manifests,
    CompletionTimes times,
    ILogger<FolderCompleter> logger
)
{
    private readonly SaidOnce<(string Folder, string Problem)> _said = new();

    /// <summary>One attempt.</summary>
    /// <param name="folder">A folder that is complete at the watermark.</param>
    /// <param name="watermark">The time before which every event of the hub is done.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the folder is complete and closed; else a later attempt is due.</returns>
    public async Task<bool> TryCompleteAsync(
        OpenFolder folder,
        DateTimeOffset watermark,
        CancellationToken cancellationToken
    )
    {
        try
        {
            bool isOver = watermark >= CompletionTimes.EndOf(folder.Day);
            if (isOver)
            {
                await compactor.CompactAsync(folder.Folder, cancellationToken);
            }

            return await manifests.WriteAsync(folder, watermark, cancellationToken)
                && (
                    isOver
                        ? await folders.TryCloseAsync(folder, cancellationToken)
                        : await StayOpenAsync(folder, watermark, cancellationToken)
                );
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // What stands in the way once does so each time.
            string problem = Problem.Of(e);
            if (_said.IsNews((folder.Folder, problem)))
            {
                LogFailed(folder.Folder, problem);
            }

            return false;
        }
    }

    private async Task<bool> StayOpenAsync(
        OpenFolder folder,
        DateTimeOffset watermark,
        CancellationToken cancellationToken
    )
    {
        var until = times.Until(folder.Day, watermark);
        return await folders.TryWriteAsync(folder.Folder, folder.Day, until, folder.ETag, cancellationToken)
            is not null;
    }

    [LoggerMessage(
        EventIds.CompletionFailed,
        LogLevel.Warning,
        "{Folder} is complete, but could not be sealed or described; it will be tried again: {Problem}"
    )]
    private partial void LogFailed(string folder, string problem);
}
