using System.Globalization;
using Azure;
using ModelData.Ingestion.Completing;

namespace ModelData.Fuzz.Targets;

/// <summary>The marker of an open folder: the two values of its metadata, with a line feed between them.</summary>
internal sealed class MarkerTarget : TextTarget
{
    private static readonly DateOnly Day = new(2026, 11, 23);

    public override IReadOnlyList<byte[]> Tokens { get; } =
        Pieces("Z", "T", "+14:00", "-99:99", "24:00", "60", "9999-12-31", "0001-01-01", "\0", "\n", "é", " ");

    protected override string CreateText(Random random) =>
        $"a/b/c/{random.Next()}\n"
        + DateTime.UnixEpoch.AddTicks(random.NextInt64(1L << 60)).ToString("O", CultureInfo.InvariantCulture);

    protected override void Check(string text, bool isUntouched)
    {
        string[] parts = text.Split('\n', 2);
        var metadata = new Dictionary<string, string> { ["folder"] = parts[0] };
        if (parts.Length > 1)
        {
            metadata["until"] = parts[1];
        }

        OpenFolder? open = OpenFolder.FromMetadata(metadata, Day, ETag.All);
        Assert.True(open is not null || !isUntouched);
        if (open is not null)
        {
            Dictionary<string, string> written = OpenFolder.ToMetadata(open.Folder, open.Until);
            Assert.Equal(open, OpenFolder.FromMetadata(written, Day, ETag.All));
        }
    }
}
