namespace ModelData.Operations.Settings;

/// <summary>What a document says elsewhere that a change does not touch, and a person may not expect.</summary>
public static class SettingsNotes
{
    /// <summary>Where it stays off although it is switched on here: off wins.</summary>
    public static IEnumerable<string> OfSwitch(ServiceSettings settings, SettingsScope scope)
    {
        if (scope.Collector is not null && settings.Enabled == false)
        {
            yield return "The service is off as a whole, which holds for all of its collectors: `enable` it without naming some of them.";
        }
        foreach (CollectorName it in Others(settings, scope, entry => entry.Enabled == false))
        {
            yield return $"Still off by an entry of their own, collectors of {it}: `enable` them by these names.";
        }
    }

    /// <summary>Where another share holds: the last entry that matches counts.</summary>
    public static IEnumerable<string> OfSampling(ServiceSettings settings, SettingsScope scope)
    {
        int own = settings.Collectors.ToList().FindLastIndex(it => CollectorName.Of(it) == scope.Collector);
        ServiceSettings later = settings with { Collectors = [.. settings.Collectors.Skip(own + 1)] };
        foreach (CollectorName it in Others(later, scope, entry => entry.Sampling is not null))
        {
            yield return $"Another rate holds by an entry of their own for collectors of {it}: `sample` them by these names.";
        }
    }

    /// <summary>What a method asks of the apps.</summary>
    public static IEnumerable<string> OfMethod(RedactionMethod method) =>
        method == RedactionMethod.Hash
            ?
            [
                "hash needs a key where the apps run (docs/redaction.md): an app without one collects nothing where the column would be hashed.",
            ]
            : [];

    /// <summary>What redacts a column still.</summary>
    public static IEnumerable<string> OfKeptColumn(ServiceSettings settings, SettingsScope scope, string column)
    {
        yield return "What code and configuration of the apps redact stays redacted: a document cannot take that away.";
        if (scope.Collector is not null && Names(settings.Redaction, column))
        {
            yield return "The document still redacts the column for the whole service: `redact --remove` it without naming collectors.";
        }
        foreach (CollectorName it in Others(settings, scope, entry => Names(entry.Redaction, column)))
        {
            yield return $"The document still redacts the column for collectors of {it}: `redact --remove` it by these names.";
        }
    }

    private static bool Names(IReadOnlyList<ColumnRedaction> redaction, string column) =>
        redaction.Any(it => it.Column == column);

    private static IEnumerable<CollectorName> Others(
        ServiceSettings settings,
        SettingsScope scope,
        Func<CollectorSettings, bool> isOtherwise
    ) =>
        settings
            .Collectors.Where(isOtherwise)
            .Select(CollectorName.Of)
            .Where(it => it != scope.Collector && (scope.Collector is null || scope.Collector.Meets(it)))
            .Distinct();
}
