using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests.Shapes;

/// <summary>A value that throws when it is read costs its row, not the others of the call, and never the prediction.</summary>
[Trait("Level", "Unit")]
public sealed class UnreadableValueTests
{
    private const string Mend = "whole and open until Collect returns";

    [Fact]
    public async Task Collect_ValueThatThrows_OnlyItsRowIsRefused()
    {
        foreach (object bad in new object[] { Disposed(), new Broken() })
        {
            object[,] table =
            {
                { 1, "a" },
                { bad, "b" },
                { 3, "c" },
            };
            Is(await Taken.ByAsync(it => it.Collect(table)));
            Is(await Taken.ByAsync(it => it.CollectRows<object>([1, "a", bad, "b", 3, "c"], 2)));
            object[][] rows =
            [
                [1, "a"],
                [bad, "b"],
                [3, "c"],
            ];
            Is(await Taken.ByAsync(it => it.Collect(rows)));
            Is(await Taken.ByAsync(it => it.Collect((object)rows)));
            Is(await Taken.ByAsync(it => it.Collect((object)table)));
        }

        static void Is(Taken taken)
        {
            Assert.Equal(["1,a", "3,c"], taken.Rows);
            Assert.Equal([new(RefusalReason.Error, 1)], taken.Refused);
            Assert.Contains(Mend, taken.Log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Collect_RowThatThrows_OnlyItIsRefused()
    {
        object[][] rows =
        [
            [ImmutableArray.Create(1.5), default(ImmutableArray<double>), ImmutableArray.Create(2.5)],
            [new[] { 1.5 }, Throwing(), new[] { 2.5 }],
            [new[] { 1.5 }, Disposed(), new[] { 2.5 }],
            [Disposed(), new[] { 1.5 }, new[] { 2.5 }],
        ];
        foreach (object[] row in rows)
        {
            foreach (object data in new object[] { row, row.ToList(), new ArrayList(row) })
            {
                Taken taken = await Taken.ByAsync(it => it.Collect(data));
                Assert.Equal(["1.5", "2.5"], taken.Rows);
                Assert.Equal([new(RefusalReason.Error, 1)], taken.Refused);
            }
        }
    }

    [Fact]
    public async Task Collect_ValueWhoseTypeThrows_NothingIsThrown()
    {
        (
            await Taken.ByAsync(it =>
                it.Collect(
                    new object[]
                    {
                        new Hiding { 1, 2 },
                        5,
                    }
                )
            )
        ).IsRefused(RefusalReason.Shape, "[.. list, value]");
        (
            await Taken.ByAsync(it =>
                it.Collect(
                    new object[]
                    {
                        new Hiding { 1, 2 },
                        new Hiding { 3, 4 },
                    }
                )
            )
        ).IsRows("ii", "1,2", "3,4");
        (await Taken.ByAsync(it => it.Collect(new Hiding { 1, 2 }))).IsRows("ii", "1,2");
        (await Taken.ByAsync(it => it.Collect(new object[] { Disposed(), 1 }))).IsRefused(RefusalReason.Error, Mend);
        (await Taken.ByAsync(it => it.Collect([Disposed(), 1]))).IsRefused(RefusalReason.Error, Mend);
        (await Taken.ByAsync(it => it.Collect(Disposed()))).IsRefused(RefusalReason.Error, Mend);
    }

    private static JsonElement Disposed()
    {
        using JsonDocument document = JsonDocument.Parse("[1]");
        return document.RootElement[0];
    }

    private static IEnumerable<double> Throwing()
    {
        yield return 1;
        throw new NotSupportedException();
    }

    private class Ranked : List<int>
    {
        public int Rank => 1;
    }

    private sealed class Hiding : Ranked
    {
        [SuppressMessage("Performance", "CA1822", Justification = "Hides the other.")]
        public new string Rank => "";
    }

    private sealed class Broken : IConvertible
    {
        public TypeCode GetTypeCode() => throw new NotSupportedException();

        public bool ToBoolean(IFormatProvider? provider) => throw new NotSupportedException();

        public byte ToByte(IFormatProvider? provider) => throw new NotSupportedException();

        public char ToChar(IFormatProvider? provider) => throw new NotSupportedException();

        public DateTime ToDateTime(IFormatProvider? provider) => throw new NotSupportedException();

        public decimal ToDecimal(IFormatProvider? provider) => throw new NotSupportedException();

        public double ToDouble(IFormatProvider? provider) => throw new NotSupportedException();

        public short ToInt16(IFormatProvider? provider) => throw new NotSupportedException();

        public int ToInt32(IFormatProvider? provider) => throw new NotSupportedException();

        public long ToInt64(IFormatProvider? provider) => throw new NotSupportedException();

        public sbyte ToSByte(IFormatProvider? provider) => throw new NotSupportedException();

        public float ToSingle(IFormatProvider? provider) => throw new NotSupportedException();

        public string ToString(IFormatProvider? provider) => throw new NotSupportedException();

        public object ToType(Type conversionType, IFormatProvider? provider) => throw new NotSupportedException();

        public ushort ToUInt16(IFormatProvider? provider) => throw new NotSupportedException();

        public uint ToUInt32(IFormatProvider? provider) => throw new NotSupportedException();

        public ulong ToUInt64(IFormatProvider? provider) => throw new NotSupportedException();
    }
}
