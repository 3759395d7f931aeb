using System.Text;

namespace ModelData.Tests;

/// <summary>The files that hold the contract still: other languages are tested against the same ones.</summary>
internal static class Golden
{
    public static byte[] Bytes(string name) =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", name));

    public static string Text(string name) => Encoding.UTF8.GetString(Bytes(name));
}
