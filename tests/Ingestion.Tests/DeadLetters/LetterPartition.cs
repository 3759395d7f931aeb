using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.DeadLetters;
using ModelData.Ingestion.Reading.Fencing;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.DeadLetters;

/// <summary>A session of a worker at one partition in which every event is bad.</summary>
internal sealed class LetterPartition : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly LetterBuffers _buffers;
    private readonly LetterFloods _floods;
    private readonly LetterBuffer _buffer;

    public LetterPartition(
        IDataBlobs blobs,
        TimeProvider time,
        IProof? proof = null,
        MemoryBudget? budget = null,
        ILoggerFactory? loggers = null,
        long position = -1
    )
    {
        loggers ??= NullLoggerFactory.Instance;
        Budget = budget ?? new MemoryBudget(64 << 20);
        Progress = Rows.Progress(position: position);
        _floods = new LetterFloods(time, loggers.CreateLogger<LetterFloods>());
        _buffers = new LetterBuffers(
            new LetterPackBlobs(blobs),
            new EpochBlockIds(),
            Budget,
            _floods,
            Metrics,
            time,
            loggers.CreateLogger<LetterPackWriter>(),
            loggers.CreateLogger<LetterBuffer>()
        );
        _buffer = _buffers.Create(
            "0",
            Progress.Source,
            Rows.Incarnation,
            proof ?? UnconditionalProof.Instance,
            _ended.Token
        );
    }

    public MemoryBudget Budget { get; }

    public PartitionProgress Progress { get; }

    public WorkerMetrics Metrics { get; } = Committers.CreateMetrics();

    public long Position => Progress.Position.SequenceNumber;

    public ValueTask AddAsync(long sequenceNumber, int bodyBytes = 10, string reason = "not-cloudevents")
    {
        var received = Event(sequenceNumber, bodyBytes);
        var letter = new DeadLetter(Rows.Incarnation, "0", received, new Refusal(reason, "why"));
        return _buffer.AddAsync(letter, new PendingEvent(Progress, received), TestContext.Current.CancellationToken);
    }

    public async Task AddAsync(long first, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await AddAsync(first + i);
        }
    }

    /// <summary>The partition is not read here any more: what there is is written at once.</summary>
    public void End() => _ended.Cancel();

    public void Dispose()
    {
        _buffers.Dispose();
        _floods.Dispose();
        _ended.Dispose();
    }

    /// <summary>The letters of all packs in a container, in their order; the sequence number of each.</summary>
    public static List<long> Read(InMemoryDataBlobs blobs) =>
        [
            .. blobs
                .Names()
                .Where(PackFile.IsPack)
                .SelectMany(name => PackFile.Read(name, blobs.Metadata(name), blobs.Bytes(name)))
                .Select(letter => long.Parse(letter.Name[^25..^5])),
        ];

    private static ReceivedEvent Event(long sequenceNumber, int bodyBytes) =>
        new()
        {
            Body = new byte[bodyBytes],
            SequenceNumber = sequenceNumber,
            Offset = $"{sequenceNumber}",
            EnqueuedTime = DateTimeOffset.UnixEpoch.AddSeconds(sequenceNumber),
            Properties = new Dictionary<string, object?> { ["cloudEvents:model"] = "m" },
        };
}
