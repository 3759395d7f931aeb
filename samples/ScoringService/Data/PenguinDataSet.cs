using System.Text.Json;
using ModelData.Testing;

namespace ScoringService.Data;

/// <summary>The 344 penguins of the npm package vega-datasets, installed from this repository's lock file.</summary>
public static class PenguinDataSet
{
    /// <summary>Installs the package when it is missing and reads the data set.</summary>
    public static async Task<IReadOnlyList<Penguin>> LoadAsync(CancellationToken cancellationToken = default)
    {
        var packages = await NodePackages.InstallAsync("eng/node", cancellationToken: cancellationToken);
        await using var file = File.OpenRead(Path.Combine(packages, "node_modules/vega-datasets/data/penguins.json"));
        return await JsonSerializer.DeserializeAsync<Penguin[]>(file, cancellationToken: cancellationToken)
            ?? throw new InvalidDataException("penguins.json holds no rows.");
    }
}
