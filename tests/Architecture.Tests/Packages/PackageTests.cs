using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using ModelData.Testing;

namespace ModelData.Architecture;

/// <summary>What is in the packages that a scoring app gets.</summary>
[Trait("Level", "Process")]
[Collection(PackageCollection.Name)]
public sealed class PackageTests(PackageFeed feed)
{
    private const string Producer = "ModelData.Producer";
    private const string Shared = "ModelData.Shared";

    [Theory]
    [InlineData(Producer)]
    [InlineData(Shared)]
    public void Package_HasDocumentationPageIconAndLicence(string id)
    {
        using ZipArchive package = feed.Open(id);
        string[] lib = [$"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml"];
        string[] files = [.. package.Entries.Select(it => it.FullName)];
        Assert.Superset(new HashSet<string>(["README.md", "icon.png", .. lib]), files.ToHashSet());
        // One framework, and no other.
        Assert.Equal(lib, files.Where(it => it.StartsWith("lib/", StringComparison.Ordinal)).Order());
        XElement metadata = Metadata(package);
        Assert.Equal("MIT", Text(metadata, "license"));
        Assert.Equal("README.md", Text(metadata, "readme"));
        Assert.Equal("icon.png", Text(metadata, "icon"));
        Assert.NotEmpty(Text(metadata, "description"));
        Assert.Contains("model-monitoring", Text(metadata, "tags"), StringComparison.Ordinal);
        Assert.StartsWith("https://", Text(metadata, "projectUrl"), StringComparison.Ordinal);
        XElement repository = metadata.Elements().Single(it => it.Name.LocalName == "repository");
        Assert.StartsWith("https://", repository.Attribute("url")!.Value, StringComparison.Ordinal);
        Assert.Equal("git", repository.Attribute("type")!.Value);
        if (Path.Exists(Path.Combine(Repository.Root, ".git")))
        {
            Assert.Matches("^[0-9a-f]{40}$", repository.Attribute("commit")?.Value);
        }
    }

    [Fact]
    public void Icon_IsASquarePicture()
    {
        using ZipArchive package = feed.Open(Producer);
        using Stream icon = package.GetEntry("icon.png")!.Open();
        byte[] head = new byte[24];
        icon.ReadExactly(head);

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], head[..4]);
        // Width and height, big-endian.
        Assert.Equal([0, 0, 0, 128, 0, 0, 0, 128], head[16..24]);
    }

    [Fact]
    public void Package_HoldsItsAnalyzersTheGeneratorAndTheFixes()
    {
        using ZipArchive package = feed.Open(Producer);

        Assert.Equal(
            ["ModelData.Producer.Analyzers.dll", "ModelData.Producer.CodeFixes.dll"],
            package
                .Entries.Where(it => it.FullName.StartsWith("analyzers/dotnet/cs/", StringComparison.Ordinal))
                .Where(it => it.Length > 0)
                .Select(it => it.Name)
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Package_Dependencies_AreThoseThatItsPageJustifies()
    {
        using ZipArchive package = feed.Open(Producer);

        Assert.Equal(
            [
                "Azure.Core",
                "Azure.Messaging.EventHubs",
                "Microsoft.Azure.Amqp",
                "Microsoft.Extensions.DependencyInjection.Abstractions",
                "Microsoft.Extensions.Diagnostics.HealthChecks",
                "Microsoft.Extensions.Hosting.Abstractions",
                "Microsoft.Extensions.Logging.Abstractions",
                "Microsoft.Extensions.Options",
                "ModelData.Shared",
            ],
            Dependencies(package)
        );
        Assert.Equal(Dependencies(package), PackagePage.Of(package).FirstColumn("What it brings along").Order());
    }

    [Fact]
    public void Shared_DependsOnNothing()
    {
        using ZipArchive package = feed.Open(Shared);

        Assert.Empty(Dependencies(package));
    }

    [Theory]
    [InlineData(Producer, "M:ModelData.Producer.ModelDataCollector.#ctor(")]
    [InlineData(Producer, "P:ModelData.Producer.ModelDataCollectorOptions.Linger")]
    [InlineData(Shared, "P:ModelData.CollectionAddress.Model")]
    public void Package_PublicMembers_AreDocumented(string id, string member)
    {
        using ZipArchive package = feed.Open(id);

        Assert.Contains($"\"{member}", Read(package, $"lib/net10.0/{id}.xml"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Producer)]
    [InlineData(Shared)]
    public void Symbols_AreBesideItWithTheSourcesThatNoRepositoryHas(string id)
    {
        using ZipArchive package = feed.Open(id, "snupkg");
        using PackedSymbols symbols = new(package, id);

        // What generators add is there in any case, this is not.
        Assert.Contains(symbols.Embedded, it => it.EndsWith(".AssemblyInfo.cs", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Producer)]
    [InlineData(Shared)]
    public void Package_NamesNoPathOfTheMachine(string id)
    {
        foreach (string extension in (string[])["nupkg", "snupkg"])
        {
            using ZipArchive package = feed.Open(id, extension);
            foreach (ZipArchiveEntry entry in package.Entries)
            {
                string text = Read(package, entry.FullName);
                Assert.DoesNotContain(Repository.Root, text, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    private static string[] Dependencies(ZipArchive package) =>
        [
            .. Metadata(package)
                .Descendants()
                .Where(it => it.Name.LocalName == "dependency")
                .Select(it => it.Attribute("id")!.Value)
                .Order(StringComparer.Ordinal),
        ];

    private static XElement Metadata(ZipArchive package) =>
        XDocument
            .Parse(
                Read(
                        package,
                        package.Entries.Single(it => it.Name.EndsWith(".nuspec", StringComparison.Ordinal)).FullName
                    )
                    .Trim('\uFEFF')
            )
            .Root!.Elements()
            .Single(it => it.Name.LocalName == "metadata");

    private static string Text(XElement metadata, string name) =>
        metadata.Elements().Single(it => it.Name.LocalName == name).Value;

    private static string Read(ZipArchive package, string file)
    {
        using StreamReader reader = new(package.GetEntry(file)!.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
