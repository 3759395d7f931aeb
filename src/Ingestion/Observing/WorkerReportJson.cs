using System.Text.Json;
using System.Text.Json.Serialization;
using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Observing;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(SeverityNames)]
)]
[JsonSerializable(typeof(WorkerReport))]
[JsonSerializable(typeof(ReportVersion))]
internal sealed partial class WorkerReportJson : JsonSerializerContext;

/// <summary>Severities by their names, lower case.</summary>
internal sealed class SeverityNames()
    : JsonStringEnumConverter<ProblemSeverity>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
