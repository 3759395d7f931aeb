using System.Text.Json.Serialization;

namespace ModelData.Ingestor.State;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PartitionState))]
internal sealed partial class PartitionStateJson : JsonSerializerContext;
