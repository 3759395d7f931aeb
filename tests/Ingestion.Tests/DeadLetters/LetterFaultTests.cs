using Azure.Storage.Blobs.Models;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.DeadLetters;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Ingestor.Variants;

namespace ModelData.Ingestion.Tests.DeadLetters;

/// <summary>Two writers of one partition's letters, each of which may be stale or begin again, while requests and answers get lost.</summary>
[Trait("Level", "Unit")]
public sealed class LetterFaultTests
{
    private const int Events = 40;

    private static readonly Gen<int[]> AnyRun = Gen.Int[0, 9_999].Array[0, 200];

    [Fact]
    public void Write_AnyFaults_EachLetterOnceInOrder() =>
        AnyRun.Sample(run => Assert.Equal(Expected, Play(run, blobs => blobs)), iter: 400);

    [Fact]
    public void Write_WithoutSeq_IsSeenToDouble() =>
        Assert.True(CountWrong(blobs => new ForgetfulDataBlobs(blobs)) > 0);

    [Fact]
    public void Write_WithoutIfMatch_IsSeenToDoHarm() =>
        Assert.True(CountWrong(blobs => new UnconditionalDataBlobs(blobs)) > 0);

    // Every second number is bad; the pack ends within.
    private static IEnumerable<long> Expected => Enumerable.Range(0, Events).Select(i => 980 + 2L * i);

    private static int CountWrong(Func<IDataBlobs, IDataBlobs> sabotage)
    {
        int wrong = 0;
        AnyRun.Sample(run => wrong += Expected.SequenceEqual(Play(run, sabotage)) ? 0 : 1, iter: 300, threads: 1);
        return wrong;
    }

    private static List<long> Play(int[] run, Func<IDataBlobs, IDataBlobs> sabotage)
    {
        var blobs = new InMemoryDataBlobs();
        int lostRequest = 0;
        int lostAnswer = 0;
        blobs.Before = (_, _) => ThrowAt(ref lostRequest);
        blobs.After = (_, _) => ThrowAt(ref lostAnswer);
        Writer[] writers = [new(sabotage(blobs)), new(sabotage(blobs))];
        foreach (int action in run)
        {
            var writer = writers[action % 2];
            switch (action / 2 % 8)
            {
                case 0:
                    writer.Begin();
                    break;
                case 1:
                    lostRequest = action / 16 % 5;
                    break;
                case 2:
                    lostAnswer = action / 16 % 5;
                    break;
                default:
                    writer.Write(action / 16 % 6);
                    break;
            }
        }

        (lostRequest, lostAnswer) = (0, 0);
        while (writers[0].Write(5)) { }

        return LetterPartition.Read(blobs);
    }

    private static void ThrowAt(ref int countdown)
    {
        if (countdown > 0 && --countdown == 0)
        {
            throw InMemoryDataBlobs.Failure(500, BlobErrorCode.InternalError);
        }
    }

    private sealed class Writer(IDataBlobs blobs)
    {
        private LetterPackWriter _writer = Create(blobs);
        private int _next;

        /// <summary>A worker that has just started, or has lost the partition and got it again.</summary>
        public void Begin() => (_writer, _next) = (Create(blobs), 0);

        /// <returns>Whether something was left.</returns>
        public bool Write(int count)
        {
            var letters = Expected.Skip(_next).Take(count + 1).Select(Letter).ToList();
            if (letters.Count == 0)
            {
                return false;
            }

            long first = LetterPackName.FirstOf(letters[0].SequenceNumber);
            List<EncodedLetter> ofOnePack =
            [
                .. letters.Where(letter => LetterPackName.FirstOf(letter.SequenceNumber) == first),
            ];
            try
            {
                // In memory every answer is there at once.
                _writer.WriteAsync(ofOnePack, default).GetAwaiter().GetResult();
                _next += ofOnePack.Count;
            }
            catch (Azure.RequestFailedException) { }

            return true;
        }

        private static LetterPackWriter Create(IDataBlobs blobs) =>
            new(
                Rows.Incarnation,
                "0",
                new SourcePartition(Rows.Incarnation.Id, 0),
                blobs,
                new EpochBlockIds(),
                NullLogger.Instance
            );

        private static EncodedLetter Letter(long number)
        {
            var received = new ReceivedEvent
            {
                Body = new byte[number % 7 * 3_000],
                SequenceNumber = number,
                Offset = $"{number}",
                EnqueuedTime = DateTimeOffset.UnixEpoch,
                Properties = new Dictionary<string, object?>(),
            };
            return EncodedLetter.Create(
                new DeadLetter(Rows.Incarnation, "0", received, new Refusal("not-cloudevents", "why")),
                new PendingEvent(Rows.Progress(), received)
            );
        }
    }
}
