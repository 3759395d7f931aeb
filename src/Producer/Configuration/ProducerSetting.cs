using System.Globalization;
using ModelData.SettingTexts;

namespace ModelData.Producer.Configuration;

/// <summary>A setting of the producer. By hand, since binding would need reflection, would stop at the first value that it cannot convert, and would
/// convert some to what nobody means: ten days for <c>10</c>.</summary>
/// <param name="key">Its name within the section, for example <c>EventHubs:HubName</c>.</param>
/// <param name="set">Reads a text into the option; says what is accepted when the text is no value.</param>
internal sealed class ProducerSetting(string key, Func<ModelDataCollectorOptions, string, string?> set)
{
    private const string RedactionPart = nameof(ModelDataCollectorOptions.Redaction);

    // Shorter than any key is.
    private const int MostOfMethod = 8;

    private const NumberStyles RateStyles = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public string Key => key;

    /// <summary>The longest value that is shown: a longer one may be a secret that was put into the wrong place.</summary>
    public int MostShown { get; private init; } = 64;

    /// <summary>Whether it says what is redacted.</summary>
    public bool IsOfRedaction { get; private init; }

    /// <summary>Whether an option was set already.</summary>
    public bool IsGiven(ModelDataCollectorOptions options) =>
        key.Split(':', 3) switch
        {
            [nameof(options.Sampling), _] => options.Sampling is not null,
            [nameof(options.EventHubs), var nested] => options.EventHubs.Given.Contains(nested),
            [nameof(options.Settings), var nested] => options.Settings.Given.Contains(nested),
            // Adds to what was given.
            [RedactionPart, ..] => false,
            [nameof(options.Collectors), var name, var last] => options.Collectors.TryGetValue(
                name,
                out CollectorOptions? own
            ) && CollectorSetting.IsGiven(own, last),
            _ => options.Given.Contains(key),
        };

    /// <summary>Sets the option, unless the text is no legal value.</summary>
    /// <returns>What is accepted, for a person; null when the option was set.</returns>
    public string? TrySet(ModelDataCollectorOptions options, string text)
    {
        // Alone: what is illegal beside it is not this setting's fault.
        ModelDataCollectorOptions trial = new();
        if ((set(trial, text) ?? OptionsRules.Problems(trial).FirstOrDefault()) is { } problem)
        {
            return problem;
        }
        set(options, text);
        return null;
    }

    public static ProducerSetting Text(string key, Action<ModelDataCollectorOptions, string> set) =>
        new(key, Accepting(set));

    /// <summary>A key of redaction, or its id, in whose place a key may stand.</summary>
    public static ProducerSetting Secret(string key, Action<ModelDataCollectorOptions, string> set) =>
        new(key, Accepting(set)) { MostShown = 0, IsOfRedaction = true };

    /// <summary>A name that is nearly one of redaction: no value is right for it.</summary>
    public static ProducerSetting Never(string key, string accepted) =>
        new(key, (_, _) => accepted) { MostShown = MostOfMethod, IsOfRedaction = true };

    /// <summary>What becomes of a column of all collectors, or of one.</summary>
    public static ProducerSetting Redaction(string key, string? collector, string column) =>
        new(
            key,
            (options, text) =>
            {
                if (Find<RedactionMethod>(text) is not { } method)
                {
                    return "it must be hash, mask or drop.";
                }
                options.ConfiguredRedaction.Add((collector, new ColumnRedaction(column, method)));
                return null;
            }
        )
        {
            MostShown = MostOfMethod,
            IsOfRedaction = true,
        };

    public static ProducerSetting Flag(string key, Action<ModelDataCollectorOptions, bool> set) =>
        new(
            key,
            (options, text) =>
                bool.TryParse(text, out bool flag) ? Accepting(set)(options, flag) : "it must be true or false."
        );

    public static ProducerSetting Count(string key, Action<ModelDataCollectorOptions, int> set) =>
        new(
            key,
            (options, text) =>
                int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int count)
                    ? Accepting(set)(options, count)
                    : "it must be a whole number of bytes, for example 1048576."
        );

    public static ProducerSetting Rate(string key, Action<ModelDataCollectorOptions, decimal> set) =>
        new(
            key,
            (options, text) =>
                decimal.TryParse(text, RateStyles, CultureInfo.InvariantCulture, out decimal rate)
                && rate is >= 0 and <= 1
                    ? Accepting(set)(options, rate)
                    : $"it must be {SamplingRules.AcceptedRate}."
        );

    public static ProducerSetting Choice<T>(string key, Action<ModelDataCollectorOptions, T> set)
        where T : struct, Enum =>
        new(
            key,
            (options, text) =>
                Find<T>(text) is { } choice
                    ? Accepting(set)(options, choice)
                    : $"it must be one of {string.Join(", ", Enum.GetNames<T>())}."
        );

    public static ProducerSetting Address(string key, string example, Action<ModelDataCollectorOptions, Uri> set) =>
        new(
            key,
            (options, text) =>
                Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Host.Length > 0
                    ? Accepting(set)(options, address)
                    : $"it must be an address such as {example}."
        );

    public static ProducerSetting Time(string key, Action<ModelDataCollectorOptions, TimeSpan> set) =>
        new(
            key,
            (options, text) =>
                Duration.IsClear(text)
                    ? Accepting(set)(options, TimeSpan.Parse(text, CultureInfo.InvariantCulture))
                    : "it must be a time as hh:mm:ss, "
                        + (
                            Duration.Guess(text, time => IsLegal(set, time)) is { } meant
                                ? $"for example {Duration.Format(meant)}, if that is meant."
                                : "for example 00:00:10."
                        )
        );

    private static T? Find<T>(string text)
        where T : struct, Enum =>
        Enum.GetNames<T>().FirstOrDefault(it => it.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name
            ? Enum.Parse<T>(name)
            : null;

    private static bool IsLegal<T>(Action<ModelDataCollectorOptions, T> set, T value)
    {
        ModelDataCollectorOptions trial = new();
        set(trial, value);
        return OptionsRules.Problems(trial).Count == 0;
    }

    private static Func<ModelDataCollectorOptions, T, string?> Accepting<T>(Action<ModelDataCollectorOptions, T> set) =>
        (options, value) =>
        {
            set(options, value);
            return null;
        };
}
