using ModelData;
using ScoringService.Model;

namespace Retrain.Sources;

/// <summary>The data files of one format, of the days and the service that the command line names.</summary>
internal abstract class DataFiles(RetrainOptions options) : IDisposable
{
    /// <summary>Opens the place that the command line names.</summary>
    /// <param name="options">The command line.</param>
    /// <param name="onStep">Told what takes time, or is out of the ordinary.</param>
    public static DataFiles Open(RetrainOptions options, Action<string> onStep) =>
        options.Folder is { } folder
            ? new LocalDataFiles(options, folder)
            : new BlobDataFiles(options, options.BlobsConnectionString!, onStep);

    /// <summary>Brings the files of inputs, predictions or labels to where they can be read.</summary>
    /// <returns>Local paths. None when nothing was collected.</returns>
    public async Task<IReadOnlyList<string>> FetchAsync(string identifier, CancellationToken cancellationToken)
    {
        var paths = new List<string>();
        foreach (var folder in Folders(identifier))
        {
            paths.AddRange(await FetchFolderAsync(folder, cancellationToken));
        }
        return paths;
    }

    public virtual void Dispose() { }

    /// <summary>Brings the data files of one folder.</summary>
    protected abstract Task<IReadOnlyList<string>> FetchFolderAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Whether a name is one of <c>data*.csv</c> (or <c>.parquet</c>) that the worker writes; it alone writes rows of a known shape.</summary>
    protected bool IsData(string fileName) =>
        DataFileName.TryParse(fileName, out var name) && name.Extension == options.Format;

    // With two-digit months and days and without: both are layouts of the worker.
    private IEnumerable<string> Folders(string identifier)
    {
        var address = CollectionAddress.InWorkspace(
            options.Workspace,
            options.Service,
            SpeciesModel.Name,
            SpeciesModel.Version,
            identifier
        );
        for (var day = options.From; day <= options.To; day = day.AddDays(1))
        {
            var padded = BlobLayout.Folder(address, day);
            yield return padded;
            var unpadded = BlobLayout.Folder(address, day, isPadded: false);
            if (unpadded != padded)
            {
                yield return unpadded;
            }
        }
    }
}
