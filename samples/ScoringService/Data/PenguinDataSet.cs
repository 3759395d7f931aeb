using System.Text.Json;
using ModelData.Testing;

namespace ScoringService.Data;

/// <summary>The 344 penguins of the npm package vega-datasets, installed from this repository's lock file.</summary>
public static class PenguinDataSet
{
    // A container image has the file beside the program.
    private static readonly string Installed = Path.Combine(AppContext.BaseDirectory, "penguins.json");

    /// <summary>Reads the data set; installs the package when it is missing.</summary>
    public static async Task<IReadOnlyList<Penguin>> LoadAsync(CancellationToken cancellationToken = default)
    {
        string path = File.Exists(Installed) ? Installed : await InstallAsync(cancellationToken);
        await using var file = File.OpenRead(path);
        return await JsonSerializer.DeserializeAsync<Penguin[]>(file, cancellationToken: cancellationToken)
            ?? throw new InvalidDataException("penguins.json holds no rows.");
    }

    private static async Task<string> InstallAsync(CancellationToken cancellationToken)
    {
        string packages = await NodePackages.InstallAsync("eng/node", cancellationToken: cancellationToken);
        return Path.Combine(packages, "node_modules/vega-datasets/data/penguins.json");
    }
}
