using System.Reflection;
using System.Text.RegularExpressions;
using ModelData.Ingestion.Settings;
using ModelData.Ingestor.Hosting;
using ModelData.SettingTexts;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Hosting;

/// <summary>
/// Every time and every number of the settings has bounds that a person would mean, in the code, in the report, and in docs/configuration.md.
/// </summary>
[Trait("Level", "Unit")]
public sealed partial class SettingBoundsTests
{
    public static TheoryData<string> Times => [.. Find(typeof(TimeSpan))];

    public static TheoryData<string> Counts => [.. Find(typeof(int)), .. Find(typeof(long))];

    [Theory]
    [MemberData(nameof(Times))]
    public async Task Report_TimeBeyondItsBounds_HasOriginValueAndBounds(string name)
    {
        var property = PropertyOf(name);
        var bounds = property.GetCustomAttribute<DurationWithinAttribute>();
        Assert.NotNull(bounds);
        string[] around =
        [
            Duration.Format(bounds.Least - TimeSpan.FromTicks(1)),
            Duration.Format(bounds.Most + TimeSpan.FromTicks(1)),
            "-00:00:01",
            "10675199.02:48:05.4775807",
        ];
        foreach (string value in around)
        {
            string report = await SettingsRun.ReportAsync($"--{name.Replace("__", ":")}={value}");
            Assert.Contains($"{name} (command line) must be between", report, StringComparison.Ordinal);
            Assert.Contains(
                $"between {Duration.Format(bounds.Least)} and {Duration.Format(bounds.Most)}; it is {value}",
                report,
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [MemberData(nameof(Times))]
    public async Task Report_TimeThatIsANumber_IsRefusedWithTheMend(string name)
    {
        string setting = $"--{name.Replace("__", ":")}=";
        string report = await SettingsRun.ReportAsync(setting + "10");

        Assert.Contains(
            $"{name} (command line) is 10 without a unit, which would be days; write it as hh:mm:ss; did you mean ",
            report,
            StringComparison.Ordinal
        );
        Assert.Matches("did you mean|, between ", await SettingsRun.ReportAsync(setting + "10s"));
        // What may not be as short is told its bounds.
        bool isLong = PropertyOf(name).GetCustomAttribute<DurationWithinAttribute>()!.Least > TimeSpan.FromMinutes(5);
        string mend = isLong ? ", between " : "did you mean";
        Assert.Contains(mend, await SettingsRun.ReportAsync(setting + "5m"), StringComparison.Ordinal);
        Assert.Contains(mend, await SettingsRun.ReportAsync(setting + "0:10"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public async Task Report_NumberBeyondItsBounds_HasOriginValueAndBounds(string name)
    {
        var bounds = PropertyOf(name).GetCustomAttribute<CountWithinAttribute>();
        Assert.NotNull(bounds);
        foreach (long value in (long[])[bounds.Least - 1, bounds.Most + 1, -1])
        {
            string report = await SettingsRun.ReportAsync($"--{name.Replace("__", ":")}={value}");
            Assert.Contains(
                $"{name} (command line) must be between {bounds.Least} and {bounds.Most}; it is {value}",
                report,
                StringComparison.Ordinal
            );
        }

        foreach (string text in (string[])["NaN", "1e6", "10s", "99999999999999999999", "1.5"])
        {
            string report = await SettingsRun.ReportAsync($"--{name.Replace("__", ":")}={text}");
            Assert.Contains($"{name} (command line) is no whole number", report, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Times))]
    [MemberData(nameof(Counts))]
    public void Configuration_Bounds_AreThose(string name)
    {
        var property = PropertyOf(name);
        string expected =
            property.GetCustomAttribute<DurationWithinAttribute>() is { } time
                ? $"{Duration.Format(time.Least)} to {Duration.Format(time.Most)}"
            : property.GetCustomAttribute<CountWithinAttribute>() is { } count ? $"{count.Least} to {count.Most}"
            : "bounds";
        string row = Assert.Single(
            File.ReadLines(Path.Combine(Repository.Root, "docs", "configuration.md")),
            line => line.StartsWith($"| `{name}` |", StringComparison.Ordinal)
        );

        Assert.Contains($"; {expected} |", row, StringComparison.Ordinal);
    }

    [Fact]
    public void Configuration_Rows_AreTheSettings()
    {
        var settings =
            from section in SettingsSections.All
            from property in SettingsSections.PropertiesOf(section.Value).Values
            from name in SettingsSections.IsDictionary(property.PropertyType, out var value)
                ? SettingsSections.PropertiesOf(value).Keys.Select(inner => $"{property.Name}__*__{inner}")
                : [property.Name]
            select $"{section.Key}__{name}";
        var told =
            from line in File.ReadLines(Path.Combine(Repository.Root, "docs", "configuration.md"))
                .SkipWhile(line => line != "## The worker")
            where line.StartsWith("| `", StringComparison.Ordinal)
            from Match name in Name().Matches(line.Split('|')[1])
            where !name.Groups[1].Value.StartsWith("Logging__", StringComparison.Ordinal)
            select Placeholder().Replace(name.Groups[1].Value, "*");

        Assert.Equal(settings.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Find(Type type) =>
        from section in SettingsSections.All
        from property in SettingsSections.PropertiesOf(section.Value).Values
        where (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) == type
        select $"{section.Key}__{property.Name}";

    private static PropertyInfo PropertyOf(string name) =>
        SettingsSections.PropertiesOf(SettingsSections.All[name.Split("__")[0]])[name.Split("__")[1]];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Placeholder();
}
