using System.Runtime.InteropServices;
using CsCheck;
using ModelData.Producer.Buffering;

namespace ModelData.Producer.Tests.Buffering;

[Trait("Level", "Unit")]
public sealed class RowRingTests
{
    [Fact]
    public void TryRead_AnyWritesAndReads_GivesBackWhatWasWrittenInOrder()
    {
        Gen<int> operation = Gen.Int[0, 1000];
        operation
            .Array[1, 400]
            .Sample(operations =>
            {
                RowRing ring = new(4096);
                Queue<byte[]> model = new();
                byte next = 0;
                foreach (int value in operations)
                {
                    if (value < 300)
                    {
                        Assert.Equal(model.Count > 0, ring.TryRead(out ReadOnlySpan<byte> record));
                        Assert.Equal(model.TryDequeue(out byte[]? expected) ? expected : [], record.ToArray());
                        ring.Release();
                        continue;
                    }
                    byte[] payload = new byte[value - 299];
                    Array.Fill(payload, ++next);
                    if (ring.TryReserve(payload.Length, out long position) == ReserveResult.Reserved)
                    {
                        payload.CopyTo(ring.Payload(position, payload.Length));
                        bool isFilled = value % 7 != 0;
                        ring.Publish(position, payload.Length, isFilled);
                        if (isFilled)
                        {
                            model.Enqueue(payload);
                        }
                    }
                    Assert.InRange(ring.Tail - ring.Head, 0, ring.CapacityBytes);
                }
            });
    }

    [Fact]
    public void TryReserve_FullRing_SaysFullUntilReleased()
    {
        RowRing ring = new(4096);
        int records = 0;
        while (ring.TryReserve(1000, out long position) == ReserveResult.Reserved)
        {
            ring.Publish(position, 1000, isFilled: true);
            records++;
        }

        Assert.Equal(4, records);
        Assert.True(ring.TryRead(out _));
        Assert.Equal(ReserveResult.Full, ring.TryReserve(1000, out _));
        ring.Release();
        Assert.Equal(ReserveResult.Reserved, ring.TryReserve(1000, out _));
    }

    [Fact]
    public void TryRead_RecordNotYetPublished_StopsThereAndKeepsOrder()
    {
        RowRing ring = new(4096);
        ring.TryReserve(8, out long first);
        ring.TryReserve(8, out long second);
        ring.Payload(second, 8).Fill(2);
        ring.Publish(second, 8, isFilled: true);

        Assert.False(ring.TryRead(out _));
        ring.Payload(first, 8).Fill(1);
        ring.Publish(first, 8, isFilled: true);
        Assert.True(ring.TryRead(out ReadOnlySpan<byte> record));
        Assert.Equal(1, record[0]);
        Assert.True(ring.TryRead(out record));
        Assert.Equal(2, record[0]);
    }

    [Fact]
    public void Close_ReservationsMadeBefore_AreStillRead()
    {
        RowRing ring = new(4096);
        ring.TryReserve(8, out long inside);
        ring.Close();

        Assert.Equal(ReserveResult.Closed, ring.TryReserve(8, out _));
        Assert.False(ring.IsDrained);
        ring.Publish(inside, 8, isFilled: true);
        Assert.True(ring.TryRead(out _));
        ring.Release();
        Assert.True(ring.IsDrained);
    }

    [Fact]
    public async Task TryRead_ManyWriters_EveryRecordOnceInEachWritersOrder()
    {
        const int writers = 4;
        const int each = 50_000;
        RowRing ring = new(64 * 1024);
        Task[] tasks = [.. Enumerable.Range(0, writers).Select(writer => Task.Run(() => Write(ring, writer, each)))];

        int[] next = new int[writers];
        int read = 0;
        long deadline = Environment.TickCount64 + 60_000;
        while (read < writers * each)
        {
            Assert.True(Environment.TickCount64 < deadline, $"only {read} records within a minute");
            while (ring.TryRead(out ReadOnlySpan<byte> record))
            {
                ReadOnlySpan<int> numbers = MemoryMarshal.Cast<byte, int>(record);
                Assert.Equal(next[numbers[0]]++, numbers[1]);
                Assert.Equal(2 + (numbers[1] % 50), numbers.Length);
                Assert.True(numbers[2..].IndexOfAnyExcept(numbers[1]) < 0);
                read++;
            }
            ring.Release();
            await Task.Yield();
        }
        await Task.WhenAll(tasks);
        Assert.True(ring.IsDrained);
    }

    private static void Write(RowRing ring, int writer, int count)
    {
        for (int i = 0; i < count; i++)
        {
            int length = (2 + (i % 50)) * sizeof(int);
            long position;
            SpinWait spin = default;
            while (ring.TryReserve(length, out position) != ReserveResult.Reserved)
            {
                spin.SpinOnce();
            }
            Span<int> numbers = MemoryMarshal.Cast<byte, int>(ring.Payload(position, length));
            numbers.Fill(i);
            numbers[0] = writer;
            numbers[1] = i;
            ring.Publish(position, length, isFilled: true);
        }
    }
}
