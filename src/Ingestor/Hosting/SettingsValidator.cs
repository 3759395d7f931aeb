using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Settings;
using ModelData.SettingTexts;

namespace ModelData.Ingestor.Hosting;

/// <summary>
/// Reports every mistake in the settings at once, at start, with the name and the mend, and the value only of what has bounds: those stand at the
/// setting, here stands
/// what several settings have to do with each other.
/// </summary>
internal sealed class SettingsValidator
    : IValidateOptions<EventHubsSettings>,
        IValidateOptions<FlushSettings>,
        IValidateOptions<MemorySettings>,
        IValidateOptions<CheckpointSettings>,
        IValidateOptions<LoadBalancingSettings>,
        IValidateOptions<StorageSettings>,
        IValidateOptions<OutputSettings>,
        IValidateOptions<ManifestSettings>
{
    public ValidateOptionsResult Validate(string? name, EventHubsSettings options)
    {
        var failures = FindOutOfBounds(EventHubsSettings.Section, options);
        bool hasString = !string.IsNullOrWhiteSpace(options.ConnectionString);
        bool hasNamespace = !string.IsNullOrWhiteSpace(options.FullyQualifiedNamespace);
        if (hasString && hasNamespace)
        {
            failures.Add(
                "EventHubs__ConnectionString and EventHubs__FullyQualifiedNamespace exclude each other: leave one out"
            );
        }
        else if (!hasString && !hasNamespace)
        {
            failures.Add(
                "EventHubs__ConnectionString is missing: set it to a connection string with the listen right, or set "
                    + "EventHubs__FullyQualifiedNamespace and EventHubs__HubName to read as the worker's own identity"
            );
        }
        else if (hasNamespace && string.IsNullOrWhiteSpace(options.HubName))
        {
            failures.Add("EventHubs__HubName is missing: EventHubs__FullyQualifiedNamespace names the namespace only");
        }
        else if (options.FindProblem() is { } problem)
        {
            string setting = hasString ? "ConnectionString" : "FullyQualifiedNamespace";
            failures.Add($"EventHubs__{setting} or EventHubs__HubName: {problem}");
        }

        Require(failures, !string.IsNullOrWhiteSpace(options.ConsumerGroup), "EventHubs__ConsumerGroup is empty");
        return Result(failures);
    }

    public ValidateOptionsResult Validate(string? name, FlushSettings options) =>
        Result(FindOutOfBounds(FlushSettings.Section, options));

    public ValidateOptionsResult Validate(string? name, MemorySettings options) =>
        Result(FindOutOfBounds(MemorySettings.Section, options));

    public ValidateOptionsResult Validate(string? name, CheckpointSettings options) =>
        Result(FindOutOfBounds(CheckpointSettings.Section, options));

    public ValidateOptionsResult Validate(string? name, LoadBalancingSettings options)
    {
        var failures = FindOutOfBounds(LoadBalancingSettings.Section, options);
        Require(
            failures,
            LoadBalancingSettings.IsName(options.Name),
            "LoadBalancing__Identity must be 1 to 128 letters, digits, '-', '.' or '_', and another one for each worker"
        );
        Require(
            failures,
            options.Interval <= options.Expiry / 2,
            "LoadBalancing__Expiry must be at least twice LoadBalancing__Interval; they are "
                + $"{Duration.Format(options.Expiry)} and {Duration.Format(options.Interval)}"
        );
        return Result(failures);
    }

    public ValidateOptionsResult Validate(string? name, StorageSettings options)
    {
        var failures = new List<string>();
        bool hasString = !string.IsNullOrWhiteSpace(options.ConnectionString);
        bool hasUri = !string.IsNullOrWhiteSpace(options.ServiceUri);
        Require(
            failures,
            // The others fall back on those of the blobs: one mistake, one line.
            name != StorageSettings.Blobs
                || hasString
                || hasUri,
            "Blobs__ConnectionString is missing: set it to a storage connection string, or set Blobs__ServiceUri to the "
                + "account's address to write as the worker's own identity"
        );
        Require(
            failures,
            !hasString || !hasUri,
            $"{name}__ConnectionString and {name}__ServiceUri exclude each other: leave one out"
        );
        Require(
            failures,
            !hasUri || StorageAccess.IsServiceUri(options.ServiceUri),
            $"{name}__ServiceUri must be an https address without a query, for example https://name.blob.core.windows.net"
        );
        Require(
            failures,
            !hasString || options.IsOfTheBlobs() || StorageAccess.IsConnectionString(options.ConnectionString),
            $"{name}__ConnectionString is no storage connection string: copy it whole, from DefaultEndpointsProtocol to EndpointSuffix"
        );
        Require(
            failures,
            StorageAccess.IsContainerName(options.Container),
            $"{name}__Container must be 3 to 63 lower-case letters, digits or single hyphens, and begin and end with a letter or digit"
        );
        return Result(failures);
    }

    public ValidateOptionsResult Validate(string? name, OutputSettings options)
    {
        var failures = new List<string>();
        RequireFormats(failures, options.Formats, "Output__Formats");
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (service, output) in options.Services)
        {
            string setting = $"Output__Services__{service}";
            Require(
                failures,
                names.Add(output.Name ?? service),
                $"{setting}__Name is the same web service as another {nameof(OutputSettings.Services)} entry: leave one out"
            );
            Require(
                failures,
                Encoding.UTF8.GetByteCount(output.Name ?? service) <= EventLimits.MaxNameBytes,
                $"{setting} is the name of no web service: one has at most {EventLimits.MaxNameBytes} bytes"
            );
            if (output.Formats is not null)
            {
                RequireFormats(failures, output.Formats, $"{setting}__Formats");
            }
        }

        return Result(failures);
    }

    public ValidateOptionsResult Validate(string? name, ManifestSettings options)
    {
        var failures = FindOutOfBounds(ManifestSettings.Section, options);
        Require(
            failures,
            failures.Any(it => it.StartsWith("Manifests__Every", StringComparison.Ordinal))
                || TimeSpan.TicksPerDay % options.Every.Ticks == 0,
            "Manifests__Every must divide a day evenly, for example 1.00:00:00 or 01:00:00; it is "
                + Duration.Format(options.Every)
        );
        return Result(failures);
    }

    private static List<string> FindOutOfBounds(string section, object options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return [.. results.Select(result => $"{section}__{result.ErrorMessage}")];
    }

    private static void RequireFormats(List<string> failures, string formats, string setting) =>
        Require(
            failures,
            FormatList.TryParse(formats) is not null,
            $"{setting} must be csv, parquet, or both separated by a comma"
        );

    private static void Require(List<string> failures, bool isMet, string failure)
    {
        if (!isMet)
        {
            failures.Add(failure);
        }
    }

    private static ValidateOptionsResult Result(List<string> failures) =>
        failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
}
