namespace ModelData.Producer.Tests;

/// <summary>Rows as an application writes them: which overload the compiler takes, and that no value changes on the way.</summary>
[Trait("Level", "Unit")]
public sealed class FeatureValueTests
{
    private static readonly CollectionContext Given = new(
        new DateTimeOffset(2026, 11, 22, 8, 0, 0, TimeSpan.Zero),
        new Guid("00112233-4455-6677-8899-aabbccddeeff"),
        "order-1"
    );

    private static readonly int? AnInt = 7;
    private static readonly int? NoInt = FirstBelow(0);
    private static readonly long ALong = 9_007_199_254_740_993;
    private static readonly double? ADouble = 0.5;
    private static readonly decimal ADecimal = 12345678901234567890.12345678m;

    [Fact]
    public async Task Collect_IntAndFloat_KeepTheirDigits() =>
        (await Taken.ByAsync(it => it.Collect([123456789, 0.25f]))).IsRows("if", "123456789,0.25");

    [Fact]
    public async Task Collect_Doubles_AreDoubles() =>
        (await Taken.ByAsync(it => it.Collect([42.0, 51_000.0]))).IsRows("dd", "42,51000");

    [Fact]
    public async Task Collect_LongAndDouble_KeepTheirDigits() =>
        (await Taken.ByAsync(it => it.Collect([ALong, 19.9]))).IsRows("ld", "9007199254740993,19.9");

    [Fact]
    public async Task Collect_LongAndNullableDouble_KeepTheirDigits() =>
        (await Taken.ByAsync(it => it.Collect([ALong, ADouble]))).IsRows("ld", "9007199254740993,0.5");

    [Fact]
    public async Task Collect_DecimalAndInt_KeepTheirDigits() =>
        (await Taken.ByAsync(it => it.Collect([ADecimal, 7]))).IsRows("di", "12345678901234567890.12345678,7");

    [Fact]
    public async Task Collect_ByteIntAndFloat_KeepTheirDigits() =>
        (await Taken.ByAsync(it => it.Collect([(byte)3, 123456789, 0.25f]))).IsRows("iif", "3,123456789,0.25");

    [Fact]
    public async Task Collect_UlongAndDouble_KeepTheirDigits() =>
        (await Taken.ByAsync(it => it.Collect([ulong.MaxValue, 0.5]))).IsRows("dd", "18446744073709551615,0.5");

    [Fact]
    public async Task Collect_TextNumberNull_AreOneRow() =>
        (await Taken.ByAsync(it => it.Collect(["a", 1, null]))).IsRows("sid", "a,1,");

    [Fact]
    public async Task Collect_NumberAndNull_AreOneRow() =>
        (await Taken.ByAsync(it => it.Collect([41.5, null]))).IsRows("dd", "41.5,");

    [Fact]
    public async Task Collect_NullableInt_IsItsValueOrNull()
    {
        (await Taken.ByAsync(it => it.Collect([AnInt, "x"]))).IsRows("is", "7,x");
        (await Taken.ByAsync(it => it.Collect([NoInt, "x"]))).IsRows("ds", ",x");
    }

    [Fact]
    public async Task Collect_LetterAndNumber_LetterStaysOne() =>
        (await Taken.ByAsync(it => it.Collect(['a', 1]))).IsRows("si", "a,1");

    [Fact]
    public async Task Collect_Integers_AreIntegers()
    {
        (await Taken.ByAsync(it => it.Collect([1, 2]))).IsRows("ii", "1,2");
        (await Taken.ByAsync(it => it.Collect([1L, -2L]))).IsRows("ll", "1,-2");
        (await Taken.ByAsync(it => it.Collect([0.1f, -0.2f]))).IsRows("ff", "0.1,-0.2");
        (await Taken.ByAsync(it => it.Collect([true, false]))).IsRows("bb", "true,false");
        (await Taken.ByAsync(it => it.Collect([-1, 2, 0.5f]))).IsRows("iif", "-1,2,0.5");
    }

    [Fact]
    public async Task Collect_EveryType_IsWrittenAsTheObjectWouldBe()
    {
        DateTime time = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        DateTimeOffset local = new DateTimeOffset(time).ToOffset(TimeSpan.FromHours(2));
        Guid id = new("00112233-4455-6677-8899-aabbccddeeff");
        DateOnly day = new(2026, 1, 2);
        FeatureValue?[] values =
        [
            true,
            'c',
            (sbyte)-1,
            (byte)2,
            (short)-3,
            (ushort)4,
            -5,
            6u,
            -7L,
            8ul,
            (Half)0.5,
            0.1f,
            0.1,
            1.10m,
            "t",
            time,
            local,
            day,
            id,
            null,
            default(FeatureValue),
        ];
        object?[] objects =
        [
            true,
            'c',
            (sbyte)-1,
            (byte)2,
            (short)-3,
            (ushort)4,
            -5,
            6u,
            -7L,
            8ul,
            (Half)0.5,
            0.1f,
            0.1,
            1.10m,
            "t",
            time,
            local,
            day,
            id,
            null,
            null,
        ];
        Taken taken = await Taken.ByAsync(it => it.Collect(values));
        taken.IsRows(
            "bsiiiiilldffddsttssdd",
            "true,c,-1,2,-3,4,-5,6,-7,8,0.5,0.1,0.1,1.10,t,2026-01-02T03:04:05.000000Z,2026-01-02T03:04:05.000000Z,2026-01-02,"
                + "00112233-4455-6677-8899-aabbccddeeff,,"
        );
        (await Taken.ByAsync(it => it.Collect(objects))).IsRows(taken.Types, [.. taken.Rows]);
        (await Taken.ByAsync(it => it.Collect([.. values.Select(each => (object?)each)]))).IsRows(
            taken.Types,
            [.. taken.Rows]
        );
        (await Taken.ByAsync(it => it.Collect(Array.ConvertAll(values, each => each ?? default)))).IsRows(
            taken.Types,
            [.. taken.Rows]
        );
    }

    [Fact]
    public async Task Collect_NothingInBrackets_IsRefused() =>
        (await Taken.ByAsync(it => it.Collect([]))).IsRefused(
            ModelData.Producer.Diagnostics.RefusalReason.Empty,
            "no values"
        );

    [Fact]
    public async Task Collect_ArraysSpansAndLists_AreRowsOfTheirType()
    {
        double[] array = [1.5, 2.5];
        List<int> list = [1, 2];
        IReadOnlyList<long> readOnly = [1L, 2L];
        (await Taken.ByAsync(it => it.Collect(array))).IsRows("dd", "1.5,2.5");
        (await Taken.ByAsync(it => it.Collect(array.AsSpan()))).IsRows("dd", "1.5,2.5");
        (await Taken.ByAsync(it => it.Collect((ReadOnlySpan<double>)array))).IsRows("dd", "1.5,2.5");
        (await Taken.ByAsync(it => it.Collect(list))).IsRows("ii", "1,2");
        (await Taken.ByAsync(it => it.Collect(readOnly))).IsRows("ll", "1,2");
        (await Taken.ByAsync(it => it.Collect("text"))).IsRows("s", "text");
        (await Taken.ByAsync(it => it.Collect(0.25))).IsRows("d", "0.25");
        (await Taken.ByAsync(it => it.Collect([.. array, 3]))).IsRows("ddi", "1.5,2.5,3");
    }

    [Fact]
    public async Task Collect_RowsInBrackets_KeepTheirDigits()
    {
        int[] ints = [1, 2];
        double[] doubles = [1.5, 2.5];
        (
            await Taken.ByAsync(it =>
                it.Collect([
                    [1, 2],
                    [3, 4],
                ])
            )
        ).IsRows("ii", "1,2", "3,4");
        (
            await Taken.ByAsync(it =>
                it.Collect([
                    [123456789, 0.25f],
                    [2, 0.5f],
                ])
            )
        ).IsRows("if", "123456789,0.25", "2,0.5");
        (
            await Taken.ByAsync(it =>
                it.Collect([
                    [1, "a"],
                    [null, "b"],
                ])
            )
        ).IsRows("is", "1,a", ",b");
        (await Taken.ByAsync(it => it.Collect([doubles, doubles]))).IsRows("dd", "1.5,2.5", "1.5,2.5");
        (await Taken.ByAsync(it => it.Collect(new[] { ints, ints }))).IsRows("ii", "1,2", "1,2");
        (await Taken.ByAsync(it => it.CollectRows([123456789, 0.25f, 2, 0.5f], 2))).IsRows(
            "if",
            "123456789,0.25",
            "2,0.5"
        );
        (await Taken.ByAsync(it => it.CollectRows(doubles, 1))).IsRows("d", "1.5", "2.5");
    }

    [Fact]
    public async Task Collect_InBrackets_TakesIdContextAndInterface()
    {
        Taken byId = await Taken.ByAsync(it => it.Collect([123456789, 0.25f], "order-2"));
        byId.IsRows("if", "123456789,0.25");
        Assert.Equal("order-2", byId.Context.CorrelationId);

        Taken byContext = await Taken.ByAsync(it => it.Collect([123456789, 0.25f], Given));
        byContext.IsRows("if", "123456789,0.25");
        Assert.Equal(Given, byContext.Context);
        Assert.EndsWith(
            ",order-1,00112233-4455-6677-8899-aabbccddeeff",
            byContext.SystemColumns[0],
            StringComparison.Ordinal
        );

        Taken rows = await Taken.ByAsync(it =>
            it.Collect(
                [
                    [123456789, 0.25f],
                ],
                Given
            )
        );
        rows.IsRows("if", "123456789,0.25");
        Assert.Equal(Given, rows.Context);
    }

    [Fact]
    public async Task Collect_InBracketsThroughTheInterface_IsTheSame()
    {
        static IModelDataCollector As(ModelDataCollector it) => it;
        double[] array = [1.5, 2.5];
        (await Taken.ByAsync(it => As(it).Collect([123456789, 0.25f]))).IsRows("if", "123456789,0.25");
        (await Taken.ByAsync(it => As(it).Collect([ALong, 19.9], "id"))).IsRows("ld", "9007199254740993,19.9");
        (await Taken.ByAsync(it => As(it).Collect([42.0, 51_000.0], Given))).IsRows("dd", "42,51000");
        (await Taken.ByAsync(it => As(it).Collect(["a", 1, null], Given))).IsRows("sid", "a,1,");
        (await Taken.ByAsync(it => As(it).Collect([NoInt, "x"], "id"))).IsRows("ds", ",x");
        (
            await Taken.ByAsync(it =>
                As(it)
                    .Collect(
                        [
                            [1, 2],
                            [3, 4],
                        ],
                        Given
                    )
            )
        ).IsRows("ii", "1,2", "3,4");
        (await Taken.ByAsync(it => As(it).Collect(array, Given))).IsRows("dd", "1.5,2.5");
        (await Taken.ByAsync(it => As(it).Collect(array.AsSpan(), "id"))).IsRows("dd", "1.5,2.5");
        (await Taken.ByAsync(it => As(it).Collect(new List<int> { 1, 2 }, Given))).IsRows("ii", "1,2");
        (await Taken.ByAsync(it => As(it).Collect([], Given))).IsRefused(
            ModelData.Producer.Diagnostics.RefusalReason.Empty,
            "no values"
        );
        (await Taken.ByAsync(it => As(it).CollectRows([1, 0.25f], 2, Given))).IsRows("if", "1,0.25");
    }

    [Fact]
    public async Task StartRow_LettersAndWideNumbers_AreNotConverted() =>
        (
            await Taken.ByAsync(it =>
            {
                RowBuilder row = it.StartRow();
                row.Add('a');
                row.Add(ulong.MaxValue);
                row.Add(uint.MaxValue);
                row.Add((short)-3);
                row.Add(NoInt);
                row.Add(new DateOnly(2026, 1, 2));
                return row.Collect();
            })
        ).IsRows("sdlids", "a,18446744073709551615,4294967295,-3,,2026-01-02");

    [Fact]
    public void ToString_AnyValue_IsInvariant()
    {
        FeatureValue[] values = [1.5, "x", true, 'c', ALong, 0.5f, 1.10m, default, new DateOnly(2026, 1, 2)];
        Assert.Equal("1.5 x true c 9007199254740993 0.5 1.10  2026-01-02", string.Join(' ', values));
    }

    // Not a constant: the compiler would warn of a field that is always null.
    private static int? FirstBelow(int limit) => Array.Find([AnInt], each => each < limit);
}
