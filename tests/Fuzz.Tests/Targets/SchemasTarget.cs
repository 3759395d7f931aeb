using ModelData.Fuzz.Mutation;

namespace ModelData.Fuzz.Targets;

/// <summary>The document of a folder's schemas: refused, or written as it was read.</summary>
internal sealed class SchemasTarget : FuzzTarget
{
    public override Chunking Chunking => Chunkings.Text;

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        "null"u8.ToArray(),
        "[]"u8.ToArray(),
        "[null]"u8.ToArray(),
        "{}"u8.ToArray(),
        "\"\""u8.ToArray(),
        "\"$Timestamp\""u8.ToArray(),
        "\"double\""u8.ToArray(),
        "\\u0000"u8.ToArray(),
        "\\ud800"u8.ToArray(),
        "\"9999-12-31T23:59:59Z\""u8.ToArray(),
    ];

    public override byte[] Create(Random random)
    {
        FolderSchemas schemas = FolderSchemas.Empty;
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            FeatureSchema schema = FeatureSchema.ForFeatures([
                new("age", FeatureType.Double),
                new($"say \"{random.Next(5)}\", é", FeatureType.String),
            ]);
            schemas = schemas.Seen(schema, DateTimeOffset.UnixEpoch.AddSeconds(random.Next()));
        }

        return schemas.Write();
    }

    public override void Check(byte[] input, bool isUntouched)
    {
        if (!FolderSchemas.TryRead(input, out FolderSchemas? schemas))
        {
            Assert.False(isUntouched);
            return;
        }

        byte[] written = schemas.Write();
        Assert.True(FolderSchemas.TryRead(written, out FolderSchemas? again));
        Assert.Equal(written, again.Write());
    }
}
