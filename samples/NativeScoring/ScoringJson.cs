using System.Text.Json.Serialization;

namespace NativeScoring;

/// <summary>JSON without reflection.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Iris))]
[JsonSerializable(typeof(Prediction))]
internal sealed partial class ScoringJson : JsonSerializerContext;
