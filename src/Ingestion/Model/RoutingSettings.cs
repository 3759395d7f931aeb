using System.Text.Json.Serialization;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Model;

/// <summary>
/// Settings that decide which blobs a row goes to. They change only at a state with nothing unflushed: else a replayed row would go to
/// another blob, which has no sequence number for it. Equal when they route equally.
/// </summary>
/// <param name="Padded">Whether month and day have two digits.</param>
/// <param name="Formats">The formats where nothing else is said. Default: CSV.</param>
/// <param name="Services">What differs for some web services, in the order of their names. Default: nothing.</param>
internal sealed record RoutingSettings(
    bool Padded,
    IReadOnlyList<FileKind>? Formats = null,
    IReadOnlyList<ServiceRouting>? Services = null
)
{
    private static readonly IReadOnlyList<FileKind> CsvOnly = [FileKind.Csv];

    public IReadOnlyList<FileKind> Formats { get; } = Formats ?? CsvOnly;

    public IReadOnlyList<ServiceRouting> Services { get; } = Services ?? [];

    /// <summary>Whether rows share a file whatever is not known of their types. Workers of version 1 of states do not know this.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool UntypedColumns { get; init; }

    /// <summary>Whether typed files have types that letters cannot say. Workers of version 1 of states do not know this.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ExactTypes { get; init; }

    /// <summary>
    /// Whether columns that are redacted, by other methods or with another key, are other columns. Workers of version 2 of states do not know this.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RedactedColumns { get; init; }

    /// <summary>Whether every service and format is one. What is read from a blob may be anything.</summary>
    [JsonIgnore]
    public bool IsWhole => IsFormats(Formats) && Services.All(it => it is not null && IsFormats(it.Formats));

    public static RoutingSettings Create(bool padded, OutputSettings output)
    {
        var services = new List<ServiceRouting>();
        var formats = FormatList.TryParse(output.Formats) ?? CsvOnly;
        var named = output.Services.Select(it => (Name: it.Value.Name ?? it.Key, Output: it.Value));
        foreach (var (name, service) in named.OrderBy(it => it.Name, StringComparer.OrdinalIgnoreCase))
        {
            var own = service.Formats is { } text ? FormatList.TryParse(text) : null;
            services.Add(new ServiceRouting(name, own ?? formats, service.Spread));
        }

        return new RoutingSettings(padded, formats, services)
        {
            UntypedColumns = output.UntypedColumns ?? true,
            ExactTypes = output.ExactTypes ?? true,
            RedactedColumns = output.RedactedColumns ?? true,
        };
    }

    /// <summary>The formats of a web service and whether it is spread.</summary>
    public (IReadOnlyList<FileKind> Formats, bool Spread) Of(string webService)
    {
        foreach (var service in Services)
        {
            if (service.Name.Equals(webService, StringComparison.OrdinalIgnoreCase))
            {
                return (service.Formats, service.Spread);
            }
        }

        return (Formats, false);
    }

    private static bool IsFormats(IReadOnlyList<FileKind> formats) => formats.Count > 0 && formats.All(Enum.IsDefined);

    public bool Equals(RoutingSettings? other) =>
        other is not null
        && (Padded, UntypedColumns, ExactTypes, RedactedColumns)
            == (other.Padded, other.UntypedColumns, other.ExactTypes, other.RedactedColumns)
        && Formats.SequenceEqual(other.Formats)
        && Services.SequenceEqual(other.Services);

    public override int GetHashCode() => HashCode.Combine(Padded, Formats.Count, Services.Count);

    public override string ToString() =>
        $"{(Padded ? "padded" : "unpadded")}, {string.Join('+', Formats)}{string.Concat(Services.Select(s => $", {s}"))}"
        + $"{(UntypedColumns ? ", untyped columns" : "")}{(ExactTypes ? ", exact types" : "")}"
        + $"{(RedactedColumns ? ", redacted columns" : "")}";
}

/// <summary>What differs for one web service.</summary>
/// <param name="Name">Its name; case does not count.</param>
/// <param name="Formats">Its formats.</param>
/// <param name="Spread">Whether each partition has files of its own.</param>
internal sealed record ServiceRouting(string Name, IReadOnlyList<FileKind> Formats, bool Spread)
{
    public bool Equals(ServiceRouting? other) =>
        other is not null
        && Name.Equals(other.Name, StringComparison.OrdinalIgnoreCase)
        && Spread == other.Spread
        && Formats.SequenceEqual(other.Formats);

    public override int GetHashCode() => Name.GetHashCode(StringComparison.OrdinalIgnoreCase);

    public override string ToString() => $"{Name}: {string.Join('+', Formats)}{(Spread ? " spread" : "")}";
}
