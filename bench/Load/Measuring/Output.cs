using System.Text.Json;

namespace ModelData.Bench.Load.Measuring;

/// <summary>What a person reads goes to the error stream; the figures, on one line, to the output.</summary>
internal static class Output
{
    private static readonly JsonSerializerOptions Compact = new(JsonSerializerDefaults.Web);
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Say(string line) => Console.Error.WriteLine(line);

    public static void Report<T>(T report, bool isJson) =>
        Console.WriteLine(JsonSerializer.Serialize(report, isJson ? Compact : Indented));
}
