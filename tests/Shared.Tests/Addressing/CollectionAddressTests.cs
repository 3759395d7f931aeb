using System.Text;
using System.Text.Json;
using CsCheck;

namespace ModelData.Tests.Addressing;

[Trait("Level", "Unit")]
public sealed class CollectionAddressTests
{
    public static TheoryData<string, string> Vectors()
    {
        TheoryData<string, string> data = [];
        using JsonDocument document = JsonDocument.Parse(Golden.Bytes("partition-keys.json"));
        foreach (JsonElement vector in document.RootElement.EnumerateArray())
        {
            data.Add(vector.GetProperty("names").GetRawText(), vector.GetProperty("partitionKey").GetString()!);
        }
        return data;
    }

    internal static CollectionAddress Of(string[] n) => new(n[0], n[1], n[2], n[3], n[4], n[5], n[6]);

    [Theory]
    [MemberData(nameof(Vectors))]
    public void PartitionKey_GoldenVector_IsTheSameForEver(string names, string partitionKey) =>
        Assert.Equal(partitionKey, Of(JsonSerializer.Deserialize<string[]>(names)!).PartitionKey);

    [Fact]
    public void Equals_SameNames_IsEqualAndHashesAlike() =>
        Generators
            .Names.Where(IsLegal)
            .Sample(n => Of(n).Equals(Of([.. n])) && Of(n).GetHashCode() == Of([.. n]).GetHashCode());

    [Fact]
    public void Equals_NamesMovedOverABoundary_DifferAndSoDoTheirKeys()
    {
        CollectionAddress a = Of(["ab", "c", "w", "s", "m", "v", "i"]);
        CollectionAddress b = Of(["a", "bc", "w", "s", "m", "v", "i"]);
        CollectionAddress c = Of(["a", "BC", "w", "s", "m", "v", "i"]);
        Assert.NotEqual(a, b);
        Assert.NotEqual(b, c);
        Assert.Equal(3, new HashSet<string>([a.PartitionKey, b.PartitionKey, c.PartitionKey]).Count);
    }

    [Fact]
    public void Constructor_IllegalName_SaysWhy()
    {
        Refused("", "empty");
        // Not as inline data: a lone surrogate does not survive the assembly's metadata.
        Refused("\uD83D", "UTF-16");
    }

    private static void Refused(string name, string why)
    {
        for (int i = 0; i < 7; i++)
        {
            string[] names = ["a", "b", "c", "d", "e", "f", "g"];
            names[i] = name;
            Assert.Contains(why, Assert.Throws<ArgumentException>(() => Of(names)).Message, StringComparison.Ordinal);
            Assert.False(CollectionAddress.TryCreate(names, out _, out string? problem));
            Assert.Contains(why, problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Constructor_LongestName_IsTakenAndOneMoreIsNot()
    {
        string[] names = ["a", "b", "c", "d", new string('x', EventLimits.MaxNameBytes), "f", "g"];
        Assert.Equal(names[4], Of(names).Model);
        names[4] += "x";
        Assert.Throws<ArgumentException>(() => Of(names));
        names[4] = new string('é', (EventLimits.MaxNameBytes / 2) + 1);
        Assert.Throws<ArgumentException>(() => Of(names));
    }

    [Fact]
    public void Constructor_NamesTooLongTogether_AreRefused()
    {
        string[] names = [.. Enumerable.Repeat(new string('é', 32), 7)];
        Assert.False(CollectionAddress.TryCreate(names, out _, out string? problem));
        Assert.Contains("900", problem, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Of(names));
    }

    [Fact]
    public void InWorkspace_WrittenForm_IsTakenApart()
    {
        CollectionAddress address = CollectionAddress.InWorkspace("sub/rg/ws", "svc", "best_model", "10", "inputs");
        Assert.Equal("sub/rg/ws/svc/best_model/10/inputs", address.Path);
        Assert.Equal(address.Path, address.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a/b/c/d")]
    [InlineData("a//c")]
    [InlineData("/b/c")]
    public void TryParseWorkspace_NotThreeParts_IsRefused(string? text) =>
        Assert.False(CollectionAddress.TryParseWorkspace(text, out _, out _, out _));

    internal static bool IsLegal(string[] names) =>
        Array.TrueForAll(names, n => Encoding.UTF8.GetByteCount(n) <= EventLimits.MaxNameBytes)
        && names.Sum(n => PathSegment.Escape(n).Length) + 6 <= EventLimits.MaxAddressPathLength;
}
