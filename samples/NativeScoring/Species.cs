using System.Text.Json.Serialization;

namespace NativeScoring;

/// <summary>What a flower may be.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Species>))]
internal enum Species
{
    Setosa,
    Versicolor,
    Virginica,
}
