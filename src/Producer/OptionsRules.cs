using ModelData.Producer.Configuration;

namespace ModelData.Producer;

/// <summary>
/// What is legal in <see cref="ModelDataCollectorOptions"/> that code sets; what is read from settings is held against it before. The connection string is
/// not looked at: an unusable one must not stop scoring.
/// </summary>
internal static class OptionsRules
{
    private const int GiB = 1024 * 1024 * 1024;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>All that is wrong, not only the first.</summary>
    public static List<string> Problems(ModelDataCollectorOptions options)
    {
        List<string> problems = [];
        Check(problems, nameof(options.RingBytes), options.RingBytes, Buffering.RowRing.MinCapacityBytes, GiB);
        Check(problems, nameof(options.MaxBatchBytes), options.MaxBatchBytes, 1024, 16 * 1024 * 1024);
        Check(problems, nameof(options.MaxPendingBytes), options.MaxPendingBytes, 1024, GiB);
        Check(problems, nameof(options.FullRingWait), options.FullRingWait, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Check(problems, nameof(options.Linger), options.Linger, TimeSpan.Zero, Hour);
        Check(problems, nameof(options.GiveUpAfter), options.GiveUpAfter, TimeSpan.Zero, Day);
        Check(problems, nameof(options.DropLogInterval), options.DropLogInterval, TimeSpan.FromSeconds(1), Day);
        if (options.CloseTimeout != Timeout.InfiniteTimeSpan)
        {
            Check(problems, nameof(options.CloseTimeout), options.CloseTimeout, TimeSpan.Zero, Hour);
        }
        if (!Enum.IsDefined(options.FullRing))
        {
            problems.Add($"{nameof(options.FullRing)} is {options.FullRing}, which is not a policy.");
        }
        if (!Enum.IsDefined(options.CorrelationColumns))
        {
            problems.Add($"{nameof(options.CorrelationColumns)} is {options.CorrelationColumns}, which is none.");
        }
        CheckName(problems, options);
        if (options.EventHubs is null)
        {
            problems.Add($"{nameof(options.EventHubs)} must not be null.");
        }
        CheckSettings(problems, options.Settings);
        CheckRedaction(problems, options);
        SamplingRules.Check(problems, nameof(options.Sampling), options.Sampling);
        foreach ((string name, CollectorOptions own) in options.Collectors)
        {
            if (!name.Contains('/', StringComparison.Ordinal))
            {
                problems.Add($"{nameof(options.Collectors)} has the name {name}, which must be <model>/<identifier>.");
            }
            SamplingRules.Check(problems, $"{nameof(options.Collectors)}.{name}.{nameof(own.Sampling)}", own.Sampling);
        }
        return problems;
    }

    // Never the key itself.
    private static void CheckRedaction(List<string> problems, ModelDataCollectorOptions options)
    {
        foreach (
            ColumnRedaction it in options
                .Redaction.Concat(options.Collectors.Values.SelectMany(own => own.Redaction))
                .Concat(options.ConfiguredRedaction.Select(own => own.Column))
        )
        {
            if (
                it.Column is SystemColumns.Timestamp or SystemColumns.RequestId
                || (it.Column != SystemColumns.CorrelationId && !IsColumn(it.Column))
            )
            {
                problems.Add(
                    $"{nameof(options.Redaction)} must name a column other than {SystemColumns.Timestamp} and {SystemColumns.RequestId}, not {it.Column}."
                );
            }
            if (!Enum.IsDefined(it.Method))
            {
                problems.Add($"{nameof(options.Redaction)} of {it.Column} is {it.Method}, which is not a method.");
            }
        }
        if (!string.IsNullOrWhiteSpace(options.RedactionKeyId) && !RowRedaction.IsKeyId(options.RedactionKeyId))
        {
            problems.Add($"{nameof(options.RedactionKeyId)}: {RedactionKey.AcceptedId}.");
        }
        if (
            !string.IsNullOrWhiteSpace(options.RedactionKey) && !RedactionKey.TryRead(options.RedactionKey, null, out _)
        )
        {
            problems.Add($"{nameof(options.RedactionKey)}: {RedactionKey.Accepted}.");
        }
    }

    private static bool IsColumn(string name) =>
        FeatureSchema.TryCreate([.. SystemColumns.All, new FeatureColumn(name, FeatureType.String)], out _, out _);

    /// <exception cref="ArgumentException">Something is wrong.</exception>
    public static void ThrowIfBroken(ModelDataCollectorOptions options)
    {
        if (Problems(options) is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        }
    }

    private static void CheckSettings(List<string> problems, SettingsDocumentOptions? settings)
    {
        if (settings is null)
        {
            problems.Add($"{nameof(ModelDataCollectorOptions.Settings)} must not be null.");
            return;
        }
        const string name = nameof(ModelDataCollectorOptions.Settings);
        Check(
            problems,
            $"{name}.{nameof(settings.PollInterval)}",
            settings.PollInterval,
            TimeSpan.FromSeconds(1),
            Hour
        );
        if (
            settings.Uri is { } uri
            && !SettingsContainer.TryParse(
                uri.IsAbsoluteUri ? uri.AbsoluteUri : uri.OriginalString,
                out _,
                out string? problem
            )
        )
        {
            // Without the signature that may stand in it.
            problems.Add($"{name}.{nameof(settings.Uri)} is not legal: {problem}");
        }
    }

    private static void CheckName(List<string> problems, ModelDataCollectorOptions options)
    {
        if (
            !CollectionAddress.TryParseWorkspace(
                options.Workspace,
                out string? subscription,
                out string? group,
                out string? workspace
            )
        )
        {
            problems.Add(
                $"{nameof(options.Workspace)} must be <subscription>/<resource group>/<workspace>, each part not empty."
            );
            return;
        }
        string[] names =
        [
            subscription,
            group,
            workspace,
            options.WebServiceName,
            "model",
            options.ModelVersion,
            "inputs",
        ];
        if (!CollectionAddress.TryCreate(names, out _, out string? problem))
        {
            problems.Add(
                $"{nameof(options.Workspace)}, {nameof(options.WebServiceName)} and {nameof(options.ModelVersion)} must be legal names: {problem}"
            );
        }
    }

    private static void Check<T>(List<string> problems, string name, T value, T min, T max)
        where T : IComparable<T>
    {
        if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0)
        {
            problems.Add($"{name} must be between {min} and {max}, not {value}.");
        }
    }
}
