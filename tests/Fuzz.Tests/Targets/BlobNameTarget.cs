namespace ModelData.Fuzz.Targets;

/// <summary>The name of a blob in the data container: none of ours, or one that leads back to itself.</summary>
internal sealed class BlobNameTarget : TextTarget
{
    public override IReadOnlyList<byte[]> Tokens { get; } =
        Pieces(
            "/",
            "//",
            "..",
            "%",
            "%2F",
            "%2f",
            "%00",
            "data",
            "-p0007",
            "-2",
            ".csv",
            ".parquet",
            "2026",
            "13",
            "é",
            " "
        );

    protected override string CreateText(Random random) =>
        BlobLayout.BlobName(
            CollectionAddress.InWorkspace("sub/rg/ws", "service", $"model {random.Next(9)} é", "v1", "inputs"),
            new DateOnly(2026, random.Next(1, 13), random.Next(1, 29)),
            new DataFileName(),
            random.Next(2) == 0
        );

    protected override void Check(string text, bool isUntouched)
    {
        if (!BlobLayout.TryParse(text, out BlobLocation? location))
        {
            Assert.False(isUntouched);
            return;
        }

        string[] folders =
        [
            BlobLayout.Folder(location.Address, location.Day),
            BlobLayout.Folder(location.Address, location.Day, isPadded: false),
        ];
        Assert.Contains(folders, folder => text.StartsWith(folder, StringComparison.Ordinal));
        Assert.EndsWith(location.FileName, text, StringComparison.Ordinal);
    }
}
