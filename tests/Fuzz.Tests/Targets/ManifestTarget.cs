using ModelData.Fuzz.Mutation;

namespace ModelData.Fuzz.Targets;

/// <summary>The document of a complete folder: refused, or written as it was read.</summary>
internal sealed class ManifestTarget : FuzzTarget
{
    private const string Hash = "0123456789abcdef";

    public override Chunking Chunking => Chunkings.Text;

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        "null"u8.ToArray(),
        "[]"u8.ToArray(),
        "{}"u8.ToArray(),
        "[null]"u8.ToArray(),
        "-1"u8.ToArray(),
        "9223372036854775807"u8.ToArray(),
        "\"data.csv\""u8.ToArray(),
        "\"..\""u8.ToArray(),
        "\"revision\":1,"u8.ToArray(),
        "\"0123456789abcdef\":{},"u8.ToArray(),
        "\"-1\":1,"u8.ToArray(),
    ];

    public override byte[] Create(Random random) =>
        new FolderManifest
        {
            Address = CollectionAddress.InWorkspace("sub/rg/ws", "service", "model", "v1", "inputs"),
            Day = new DateOnly(2026, 11, random.Next(1, 31)),
            Revision = random.Next(1, 9),
            CompleteAt = DateTimeOffset.UnixEpoch.AddSeconds(random.Next()),
            Files =
            [
                new FolderFile(new DataFileName(), Hash, random.Next(), random.Next(), new string('a', 64), "0x8DC"),
            ],
            Positions = new Dictionary<string, IReadOnlyDictionary<int, long>>
            {
                [Hash] = new Dictionary<int, long> { [random.Next(9)] = random.Next() },
            },
        }.Write();

    public override void Check(byte[] input, bool isUntouched)
    {
        if (!FolderManifest.TryRead(input, out FolderManifest? manifest))
        {
            Assert.False(isUntouched);
            return;
        }

        byte[] written = manifest.Write();
        Assert.True(FolderManifest.TryRead(written, out FolderManifest? again));
        Assert.Equal(written, again.Write());
    }
}
