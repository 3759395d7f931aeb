using ModelData.Testing;

namespace ModelData.Containers;

/// <summary>The two compose files differ in the broker alone, and in what it needs.</summary>
[Trait("Level", "Unit")]
public sealed class ComposeFileTests
{
    [Theory]
    [InlineData("worker")]
    [InlineData("scoring")]
    public void ComposeFiles_Service_IsTheSameInBoth(string service) =>
        Assert.Equal(ReadService("compose.yaml", service), ReadService("compose.official.yaml", service));

    private static string ReadService(string file, string service)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "infra/compose", file));
        var block = lines
            .SkipWhile(line => line != $"  {service}:")
            .Skip(1)
            .TakeWhile(line => line.Length == 0 || line.StartsWith("    ", StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(block);
        return string.Join('\n', block).TrimEnd();
    }
}
