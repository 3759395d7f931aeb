using System.Text.RegularExpressions;
using ModelData.Testing;

namespace ModelData.Producer.Tests;

/// <summary>docs/configuration.md has a row for each setting of the producer, and no other.</summary>
[Trait("Level", "Unit")]
public sealed partial class ConfigurationPageTests
{
    [Fact]
    public void Rows_AreTheSettings()
    {
        var told =
            from line in File.ReadLines(Path.Combine(Repository.Root, "docs", "configuration.md"))
            let row = Row().Match(line)
            where row.Success
            select row.Groups[1].Value;

        Assert.Equal(
            Settings(typeof(ModelDataCollectorOptions), "").Order(StringComparer.Ordinal),
            told.Order(StringComparer.Ordinal)
        );
    }

    internal static IEnumerable<string> Settings(Type options, string prefix) =>
        from property in options.GetProperties()
        // A callback is code only.
        where !typeof(Delegate).IsAssignableFrom(property.PropertyType)
        from name in Nested.Contains(property.PropertyType)
            ? Settings(property.PropertyType, $"{prefix}{property.Name}__")
        : property.Name == nameof(ModelDataCollectorOptions.Collectors)
            ? Settings(typeof(CollectorOptions), $"{property.Name}__<model>/<identifier>__")
        : property.PropertyType == typeof(IList<ColumnRedaction>) ? [$"{prefix}{property.Name}__<column>"]
        : [prefix + property.Name]
        select name;

    private static readonly Type[] Nested =
    [
        typeof(EventHubsTargetOptions),
        typeof(SettingsDocumentOptions),
        typeof(SamplingSettings),
    ];

    [GeneratedRegex(@"^\| `ModelData__([\w/<>]+)` \|")]
    private static partial Regex Row();
}
