using System.Text;
using CsCheck;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Buffering;

[Trait("Level", "Unit")]
public sealed class RowBufferTests
{
    [Fact]
    public void Trim_AnyInterleavingAndAnyCommittedPrefix_KeepsTheRestInOrder() =>
        Gen.Select(Gen.Int[0, 3].Array[1, 200], Gen.Int[-1, 60].Array[4], Gen.Int[1, 9000])
            .Sample(
                (partitions, committed, width) =>
                {
                    var pool = new ChunkPool(1 << 24);
                    var buffer = new RowBuffer(pool, Rows.Schema, openedAt: 0);
                    var progress = Enumerable.Range(0, 4).Select(p => Rows.Progress(p)).ToArray();
                    long[] next = new long[4];
                    var own = new CommittedSequences();
                    for (int p = 0; p < 4; p++)
                    {
                        own.Raise(progress[p].Source, committed[p]);
                    }

                    var expected = new StringBuilder("header\n");
                    foreach (int p in partitions)
                    {
                        var pending = Rows.Event(progress[p], next[p]++);
                        string row = $"{p},{pending.SequenceNumber},{new string('x', width)}\n";
                        buffer.Append(pending, Encoding.UTF8.GetBytes(row), 1);
                        if (pending.SequenceNumber > committed[p])
                        {
                            expected.Append(row);
                        }
                    }

                    var trimmed = buffer.Trim(BlobState.Absent("f", new DataFileName(), own));
                    Assert.All(
                        trimmed,
                        s => Assert.True(s.Event.SequenceNumber <= committed[s.Event.Source.Partition])
                    );
                    using var reader = new StreamReader(buffer.OpenRead("header\n"u8.ToArray()));
                    Assert.Equal(expected.ToString(), reader.ReadToEnd());
                    Assert.Equal(expected.Length - 7, buffer.Length);
                    Assert.Equal(partitions.Length, trimmed.Count + buffer.Segments.Count);
                },
                iter: 200
            );
}
