using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Settings;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Buffering;

/// <summary>A commit that fails for no reason of storage: a mistake in the program, which waiting does not mend.</summary>
[Trait("Level", "Unit")]
public sealed class BrokenCommitTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly InMemoryDataBlobs _blobs = new();
    private readonly MemoryBudget _budget = new(1 << 20);
    private readonly CancellationTokenSource _stop = new();
    private readonly FlushScheduler _scheduler;
    private readonly Task _running;

    public BrokenCommitTests()
    {
        var settings = new FlushSettings { MaxAge = TimeSpan.FromMilliseconds(10) };
        var pool = new ChunkPool(1 << 20);
        _scheduler = new FlushScheduler(
            (key, schema) =>
                new BlobWriter(
                    Committers.Only(Committers.Create(key.Kind, _blobs, key.Folder, schema)),
                    pool,
                    _budget,
                    settings,
                    new NoRefusedRows(),
                    TimeProvider.System
                ),
            Options.Create(settings),
            _budget,
            NoLooks.Instance,
            TimeProvider.System,
            NullLogger<FlushScheduler>.Instance
        );
        _running = _scheduler.RunAsync(_stop.Token);
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(KeyNotFoundException))]
    [InlineData(typeof(OutOfMemoryException))]
    public async Task Flush_CommitFailsForNoReasonOfStorage_StopsItsPartitionWithTheMendAndNobodyElse(Type failure)
    {
        var broken = Rows.Progress();
        var other = Rows.Progress(partition: 1);
        _blobs.Before = (operation, name) =>
        {
            if (operation == "commit" && name.StartsWith("broken/", StringComparison.Ordinal))
            {
                throw (Exception)Activator.CreateInstance(failure)!;
            }
        };

        await AppendAsync("broken", broken, 0);
        await AppendAsync("well", other, 0);

        await Eventually.IsTrueAsync(() => broken.Session.End == SessionEnd.Failed, Deadline, "the partition stops");
        await Eventually.IsTrueAsync(() => other.Position.SequenceNumber == 0, Deadline, "the other one goes on");
        Assert.Contains("read again", broken.Session.Problem, StringComparison.Ordinal);
        Assert.Equal((-1L, 0), (broken.Position.SequenceNumber, broken.PendingCount));
        await Eventually.IsTrueAsync(() => _budget.UsedBytes == 0, Deadline, "its memory is free again");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _scheduler.Dispose();
        _stop.Dispose();
    }

    private async Task AppendAsync(string folder, PartitionProgress progress, long sequence)
    {
        var pending = Rows.Event(progress, sequence);
        byte[] row = System.Text.Encoding.UTF8.GetBytes(Rows.Line(pending));
        await _budget.ReserveAsync(row.Length, _stop.Token);
        var key = new BlobKey(folder, Rows.Schema.Hash, FileKind.Csv);
        Assert.True(
            _scheduler.Writers.Get(key, Rows.Schema).TryAppend(pending, Rows.Schema, Rows.Schema, row, 1, out _)
        );
    }
}
