using System.Text.Json.Serialization;

namespace ModelData.Ingestion.Reading.State;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(PartitionState))]
internal sealed partial class PartitionStateJson : JsonSerializerContext;
