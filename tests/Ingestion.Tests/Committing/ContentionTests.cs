using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Committing;

/// <summary>
/// Four workers feed one file, as when a stranger sends a folder's events without a key: they go to all partitions. Looking before staging
/// keeps what is uploaded in vain small.
/// </summary>
[Trait("Level", "Integration")]
[Trait("Topic", "Parquet")]
public sealed class ContentionTests(AzuriteFixture fixture, ITestOutputHelper output)
{
    private const string Folder = "default/default/default/default/m/1/inputs/2026/01/01";
    private const int Writers = 4;
    private const int Flushes = 25;
    private const int RowsPerFlush = 40;
    private const int Coincidence = 5;

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task TryCommit_FourWritersOfOneFile_LookingSavesMostOfWhatIsStagedInVain(string format)
    {
        var with = await WriteAsync(format, hidesOthers: false);
        var without = await WriteAsync(format, hidesOthers: true);
        output.WriteLine($"{format}, looking before staging: {with}");
        output.WriteLine($"{format}, without a look:         {without}");
        Assert.InRange(with.WastedShare, 0, 0.25);
        Assert.True(with.WastedBytes < without.WastedBytes / 3, "a look saves nothing");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<Figures> WriteAsync(string format, bool hidesOthers)
    {
        var kind = FormatList.TryParse(format)!.Single();
        var container = await fixture.CreateContainerAsync();
        var blobs = new AzureDataBlobs(container);
        var writers = Enumerable.Range(0, Writers).Select(_ => new WriterBlobs(blobs, hidesOthers)).ToArray();
        await WriteAsync(kind, writers);

        string name = $"{Folder}/data.{format}";
        var content = await container.GetBlobClient(name).DownloadContentAsync(Token);
        var rows = CommittedRow.Read(kind, content.Value.Content.ToArray());
        for (int partition = 0; partition < Writers; partition++)
        {
            Assert.Equal(
                Enumerable.Range(0, Flushes * RowsPerFlush).Select(sequence => (long)sequence),
                rows.Where(row => row.Partition == partition).Select(row => row.Sequence)
            );
        }

        return new Figures(
            Writers * Flushes,
            writers.Sum(writer => writer.Conflicts),
            writers.Sum(writer => writer.WastedBytes),
            writers.Sum(writer => writer.CommittedBytes)
        );
    }

    // Each worker flushes at its own moment, and now and then two at the same: a flush is short beside the time between flushes.
    private static async Task WriteAsync(FileKind kind, WriterBlobs[] blobs)
    {
        var random = new Random(4);
        var writers = blobs.Select((it, partition) => new Writer(kind, it, partition)).ToArray();
        for (int flush = 0; flush < Flushes; flush++)
        {
            random.Shuffle(writers);
            if (flush % Coincidence == 0)
            {
                await Task.WhenAll(writers[0].FlushAsync(), writers[1].FlushAsync());
            }
            else
            {
                await writers[0].FlushAsync();
                await writers[1].FlushAsync();
            }

            await writers[2].FlushAsync();
            await writers[3].FlushAsync();
        }
    }

    private sealed class Writer(FileKind kind, WriterBlobs blobs, int partition)
    {
        private readonly BlobCommitter _committer = Committers.Create(kind, blobs, Folder);
        private readonly PartitionProgress _progress = Rows.Progress(partition);
        private readonly ChunkPool _pool = new(1 << 20);
        private long _next;

        public async Task FlushAsync()
        {
            var buffer = new RowBuffer(_pool, Rows.Schema, openedAt: 0);
            for (int row = 0; row < RowsPerFlush; row++)
            {
                Rows.Append(buffer, Rows.Event(_progress, _next++), kind);
            }

            while (await _committer.TryCommitAsync(buffer, Token) != CommitOutcome.Committed) { }
        }
    }

    private sealed record Figures(int Commits, int Conflicts, long WastedBytes, long CommittedBytes)
    {
        public double WastedShare => (double)WastedBytes / CommittedBytes;

        public override string ToString() =>
            $"{Commits} commits, {Conflicts} conflicts, {WastedBytes:N0} bytes staged in vain, {WastedShare:P0} of the {CommittedBytes:N0} committed";
    }
}
