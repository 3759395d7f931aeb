using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Amqp;
using Amqp.Framing;
using ModelData.EventHubs.Peer;
using ModelData.Producer;

namespace ModelData.EventHubs.Faults;

/// <summary>A collector whose peer takes less than its link says: rows of two addresses share the link, and no row is lost.</summary>
[Trait("Category", "Faults")]
public sealed class CollectorFaultTests : PeerTest
{
    private const int Rows = 300;
    private const int MostBytes = 4000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly WireCondition TooLarge = WireConditions.Get("amqp:link:message-size-exceeded");

    private readonly ConcurrentQueue<(string Identifier, string Batch, string[] Rows)> _stored = new();
    private int _refusals;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Collect_PeerRefusesLargeMessages_EveryRowArrivesInOrder(bool detaches)
    {
        Peer.Script.OnTransfer = transfer => AnswerAsync(transfer, detaches);
        ModelDataCollectorOptions options = new()
        {
            Enabled = true,
            EventHubs = { ConnectionString = Peer.ConnectionString },
            Linger = TimeSpan.FromMinutes(1),
        };
        await using ModelDataCollector inputs = new("model", "inputs", options: options);
        await using ModelDataCollector predictions = new("model", "predictions", options: options);
        string[] sent = [.. Enumerable.Range(0, Rows).Select(_ => RandomNumberGenerator.GetHexString(60))];
        foreach (string row in sent)
        {
            inputs.Collect([row]);
            predictions.Collect([row]);
        }

        FlushResult[] flushed = await Task.WhenAll(
            inputs.FlushAsync(Patience, Token),
            predictions.FlushAsync(Patience, Token)
        );

        Assert.All(flushed, result => Assert.True(result.IsAccepted));
        Assert.Equal(sent, RowsOf("inputs"));
        Assert.Equal(sent, RowsOf("predictions"));
        Assert.Equal((0, 0), (inputs.Statistics.Failed, predictions.Statistics.Dropped));
        Assert.True(_refusals >= 2);
    }

    private Task AnswerAsync(PeerTransfer transfer, bool detaches)
    {
        if (transfer.Link.IsDetached)
        {
            return Task.CompletedTask;
        }

        if (transfer.Payload.Length > MostBytes)
        {
            Interlocked.Increment(ref _refusals);
            return detaches
                ? transfer.Link.DetachAsync(TooLarge.Condition, TooLarge.Text)
                : transfer.Link.SettleAsync(transfer.DeliveryId, new Rejected { Error = TooLarge.ToError() });
        }

        Message message = Message.Decode(
            new ByteBuffer(transfer.Payload, 0, transfer.Payload.Length, transfer.Payload.Length)
        );
        _stored.Enqueue(
            (
                (string)message.ApplicationProperties["cloudEvents:identifier"],
                (string)message.ApplicationProperties["cloudEvents:id"],
                ReadRows(message)
            )
        );
        return transfer.Link.SettleAsync(transfer.DeliveryId, new Accepted());
    }

    private static string[] ReadRows(Message message)
    {
        var properties = message.ApplicationProperties.Map.ToDictionary(
            pair => (string)pair.Key,
            pair => (object?)pair.Value
        );
        var envelope = new EventEnvelope(
            properties,
            message.Properties.ContentType,
            message.Properties.ContentEncoding,
            (byte[])message.Body,
            DateTimeOffset.UtcNow
        );
        Assert.True(
            new CollectedBatchReader().TryRead(envelope, out CollectedBatch? batch, out Refusal? refusal),
            $"{refusal}"
        );
        string[] lines = Encoding.UTF8.GetString(batch.Rows.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line => line.Split(',')[^1])];
    }

    // A batch whose link was lost may come twice: the worker knows it by its id.
    private IEnumerable<string> RowsOf(string identifier) =>
        _stored.Where(it => it.Identifier == identifier).DistinctBy(it => it.Batch).SelectMany(it => it.Rows);
}
