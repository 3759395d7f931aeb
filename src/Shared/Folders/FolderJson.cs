using System.Text.Json.Serialization;

namespace ModelData;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    WriteIndented = true,
    NewLine = "\n"
)]
[JsonSerializable(typeof(ManifestDocument))]
[JsonSerializable(typeof(SchemasDocument))]
internal sealed partial class FolderJson : JsonSerializerContext;
