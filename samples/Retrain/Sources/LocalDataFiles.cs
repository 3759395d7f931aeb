namespace Retrain.Sources;

/// <summary>Files that lie in a local folder already, copied there with any tool.</summary>
internal sealed class LocalDataFiles : DataFiles
{
    private readonly string _root;

    public LocalDataFiles(RetrainOptions options, string root)
        : base(options) =>
        _root = Directory.Exists(root)
            ? root
            : throw new RetrainFailure(
                $"There is no folder {root}: copy the container there, or name another --folder."
            );

    protected override Task<IReadOnlyList<string>> FetchFolderAsync(string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_root, folder);
        IReadOnlyList<string> files = Directory.Exists(path)
            ?
            [
                .. Directory
                    .EnumerateFiles(path)
                    .Where(it => IsData(Path.GetFileName(it)))
                    .Order(StringComparer.Ordinal),
            ]
            : [];
        return Task.FromResult(files);
    }
}
