using System.Security.Cryptography;

namespace ModelData.Console.Assets;

/// <summary>Script, style and icon, under names that change with what is in them.</summary>
internal static class ConsoleAssets
{
    private static readonly Dictionary<string, (string Type, byte[] Content)> Files = new(StringComparer.Ordinal)
    {
        ["console.css"] = ("text/css; charset=utf-8", Read("console.css")),
        ["console.js"] = ("text/javascript; charset=utf-8", Read("console.js")),
        ["icon.svg"] = ("image/svg+xml", Read("icon.svg")),
    };

    public static string Style { get; } = Address("console.css");

    public static string Script { get; } = Address("console.js");

    public static string Icon { get; } = Address("icon.svg");

    public static (string Type, byte[] Content)? Find(string name) =>
        Files.TryGetValue(name, out (string, byte[]) file) ? file : null;

    /// <summary>A resource of this assembly.</summary>
    public static byte[] Read(string name)
    {
        using Stream stream = typeof(ConsoleAssets).Assembly.GetManifestResourceStream(name)!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static string Address(string name) =>
        $"/assets/{name}?v={Convert.ToHexStringLower(SHA256.HashData(Files[name].Content))[..12]}";
}
