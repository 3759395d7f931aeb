using Microsoft.Extensions.Options;
using ModelData.Ingestor.Buffering;
using ModelData.Ingestor.Formats;
using ModelData.Ingestor.Partitions;

namespace ModelData.Ingestor.Hosting;

/// <summary>Reports every mistake in the settings at once, at start, with the name and the mend, never a value.</summary>
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
    /// <summary>A stage block of the service takes 4,000 MiB; far below that, memory is the limit.</summary>
    private const int MaxFlushBytes = 256 * 1024 * 1024;

    private static readonly TimeSpan MaxGrace = TimeSpan.FromDays(30);

    public ValidateOptionsResult Validate(string? name, EventHubsSettings options)
    {
        var failures = new List<string>();
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
        else if (EventHubsSource.FindProblem(options) is { } problem)
        {
            string setting = hasString ? "ConnectionString" : "FullyQualifiedNamespace";
            failures.Add($"EventHubs__{setting} or EventHubs__HubName: {problem}");
        }

        Require(failures, !string.IsNullOrWhiteSpace(options.ConsumerGroup), "EventHubs__ConsumerGroup is empty");
        return Result(failures);
    }

    public ValidateOptionsResult Validate(string? name, FlushSettings options)
    {
        var failures = new List<string>();
        Require(failures, options.MaxAge > TimeSpan.Zero, "Flush__MaxAge must be above zero, for example 00:00:10");
        Require(
            failures,
            options.MaxBytes is > 0 and <= MaxFlushBytes,
            $"Flush__MaxBytes must be between 1 and {MaxFlushBytes}"
        );
        Require(failures, options.RefusedFor >= TimeSpan.Zero, "Flush__RefusedFor must not be negative");
        Require(failures, options.Concurrency is >= 1 and <= 256, "Flush__Concurrency must be between 1 and 256");
        Require(failures, options.MaxWritesPerSecond >= 0, "Flush__MaxWritesPerSecond must be 0 (no limit) or more");
        Require(failures, options.MaxOpenFiles >= 1, "Flush__MaxOpenFiles must be at least 1");
        Require(failures, options.DrainTimeout > TimeSpan.Zero, "Flush__DrainTimeout must be above zero");
        return Result(failures);
    }

    public ValidateOptionsResult Validate(string? name, MemorySettings options)
    {
        var failures = new List<string>();
        Require(
            failures,
            options.MaxBufferedBytes >= 4 * 1024 * 1024,
            "Memory__MaxBufferedBytes must be at least 4194304"
        );
        Require(
            failures,
            options.LargeEventBytes >= ScratchMemory.MostBytes,
            $"Memory__LargeEventBytes must be at least {ScratchMemory.MostBytes}"
        );
        return Result(failures);
    }

    public ValidateOptionsResult Validate(string? name, CheckpointSettings options)
    {
        var failures = new List<string>();
        Require(failures, options.SaveInterval > TimeSpan.Zero, "Checkpoints__SaveInterval must be above zero");
        Require(failures, options.DuplicateWindow > TimeSpan.Zero, "Checkpoints__DuplicateWindow must be above zero");
        return Result(failures);
    }

    public ValidateOptionsResult Validate(string? name, LoadBalancingSettings options)
    {
        var failures = new List<string>();
        Require(
            failures,
            LoadBalancingSettings.IsName(options.Name),
            "LoadBalancing__Identity must be 1 to 128 letters, digits, '-', '.' or '_', and another one for each worker"
        );
        Require(failures, options.Interval > TimeSpan.Zero, "LoadBalancing__Interval must be above zero");
        Require(
            failures,
            options.Expiry >= 2 * options.Interval,
            "LoadBalancing__Expiry must be at least twice LoadBalancing__Interval"
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
            name != WorkerContainers.Blobs
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
            !hasString || options.IsOfTheBlobs || StorageAccess.IsConnectionString(options.ConnectionString),
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
        foreach (var (service, output) in options.Services)
        {
            if (output.Formats is not null)
            {
                RequireFormats(failures, output.Formats, $"Output__Services__{service}__Formats");
            }
        }

        return Result(failures);
    }

    public ValidateOptionsResult Validate(string? name, ManifestSettings options)
    {
        var failures = new List<string>();
        Require(
            failures,
            options.Every > TimeSpan.Zero && TimeSpan.TicksPerDay % options.Every.Ticks == 0,
            "Manifests__Every must divide a day evenly, for example 1.00:00:00 or 01:00:00"
        );
        Require(
            failures,
            options.Grace >= TimeSpan.Zero && options.Grace <= MaxGrace,
            $"Manifests__Grace must be between 0 and {MaxGrace}"
        );
        Require(failures, options.CheckInterval > TimeSpan.Zero, "Manifests__CheckInterval must be above zero");
        return Result(failures);
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
