using System.IO.Compression;
using ModelData.Fuzz.Mutation;

namespace ModelData.Fuzz.Targets;

/// <summary>Rows as compressed CSV.</summary>
internal sealed class BrotliRowsTarget : RowsTarget
{
    private const int MostPlainBytes = 64 * 1024;

    private static readonly CsvRowsTarget Rows = new();

    public override Chunking Chunking => Chunkings.None;

    public override byte[] Create(Random random)
    {
        byte[] plain = Rows.Create(random);
        byte[] compressed = new byte[BrotliEncoder.GetMaxCompressedLength(plain.Length)];
        Assert.True(BrotliEncoder.TryCompress(plain, compressed, out int length, quality: 1, window: 18));
        return compressed[..length];
    }

    public override void Check(byte[] input, bool isUntouched)
    {
        byte[] plain = new byte[MostPlainBytes];
        BrotliDecoder.TryDecompress(input, plain, out int length);
        CheckEvent(
            new EventEnvelope(AttributesOf(plain.AsSpan(0, length)), "text/csv", "br", input, Enqueued),
            isUntouched
        );
    }
}
