namespace ModelData.Operations.Settings;

/// <summary>What a change is about: a whole web service, or the entry for some of its collectors. What it is not about stays as it is.</summary>
/// <param name="Collector">The collectors; null for the whole service.</param>
public sealed record SettingsScope(CollectorName? Collector)
{
    /// <summary>Switches collection on or off.</summary>
    public ServiceSettings Switch(ServiceSettings settings, bool isOn) =>
        // Off wins: where there are several entries, all of them must say on.
        Collector is null
            ? settings with
            {
                Enabled = isOn,
            }
            : EditEntries(
                settings,
                (entry, isLast) => isLast || (isOn && entry.Enabled == false) ? entry with { Enabled = isOn } : entry
            );

    /// <summary>Sets the share of rows.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="rate">The share.</param>
    /// <param name="key">What it is decided by; null: as before, else the default.</param>
    public ServiceSettings Sample(ServiceSettings settings, decimal rate, string? key) =>
        Collector is null
            ? settings with
            {
                Sampling = Sampling(settings.Sampling, rate, key),
            }
            : EditEntries(
                settings,
                (entry, isLast) => isLast ? entry with { Sampling = Sampling(entry.Sampling, rate, key) } : entry
            );

    /// <summary>Redacts a column by this method, in place of the one it had here.</summary>
    public ServiceSettings Redact(ServiceSettings settings, string column, RedactionMethod method) =>
        Collector is null
            ? settings with
            {
                Redaction = With(settings.Redaction, column, method),
            }
            : EditEntries(
                settings,
                (entry, isLast) =>
                    entry with
                    {
                        Redaction = isLast ? With(entry.Redaction, column, method) : Without(entry.Redaction, column),
                    }
            );

    /// <summary>Takes the redaction of a column away, and an entry that says nothing any more.</summary>
    public ServiceSettings KeepColumn(ServiceSettings settings, string column)
    {
        if (Collector is not { } name)
        {
            return settings with { Redaction = Without(settings.Redaction, column) };
        }
        return settings with
        {
            Collectors =
            [
                .. settings.Collectors.SelectMany(entry =>
                    !IsMeant(entry) || entry.Redaction.All(it => it.Column != column)
                        ? (CollectorSettings[])[entry]
                        : Unless(name.Entry(), entry with { Redaction = Without(entry.Redaction, column) })
                ),
            ],
        };
    }

    private ServiceSettings EditEntries(ServiceSettings settings, Func<CollectorSettings, bool, CollectorSettings> edit)
    {
        List<CollectorSettings> entries = [.. settings.Collectors];
        int last = entries.FindLastIndex(IsMeant);
        if (last < 0)
        {
            last = entries.Count;
            entries.Add(Collector!.Entry());
        }
        return settings with
        {
            Collectors = [.. entries.Select((entry, i) => IsMeant(entry) ? edit(entry, i == last) : entry)],
        };
    }

    private bool IsMeant(CollectorSettings entry) => CollectorName.Of(entry) == Collector;

    private static CollectorSettings[] Unless(CollectorSettings nothing, CollectorSettings entry) =>
        entry == nothing ? [] : [entry];

    private static SamplingSettings Sampling(SamplingSettings? before, decimal rate, string? key) =>
        before is null
            ? new SamplingSettings(rate, key ?? SystemColumns.RequestId)
            : before with
            {
                Rate = rate,
                Key = key ?? before.Key,
            };

    private static IReadOnlyList<ColumnRedaction> With(
        IReadOnlyList<ColumnRedaction> redaction,
        string column,
        RedactionMethod method
    )
    {
        List<ColumnRedaction> columns = [.. redaction];
        int first = columns.FindIndex(it => it.Column == column);
        if (first < 0)
        {
            return [.. columns, new ColumnRedaction(column, method)];
        }
        // A stronger one that stands further down would win.
        return
        [
            .. columns.Take(first),
            columns[first] with
            {
                Method = method,
            },
            .. Without(columns[(first + 1)..], column),
        ];
    }

    private static IReadOnlyList<ColumnRedaction> Without(IReadOnlyList<ColumnRedaction> redaction, string column) =>
        [.. redaction.Where(it => it.Column != column)];
}
