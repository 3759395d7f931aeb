using System.Numerics;
using System.Text.Json.Nodes;

namespace ModelData.Producer.Tests.Shapes;

/// <summary>Values of less usual types, in brackets, as objects, in arrays of their type and by the builder: one text each, the same everywhere.</summary>
[Trait("Level", "Unit")]
public sealed class ScalarTests
{
    private const string Big = "340282366920938463463374607431768211456";

    public static TheoryData<object, string, string> Values =>
        new()
        {
            { DayOfWeek.Monday, "s", "Monday" },
            { (DayOfWeek)77, "s", "77" },
            { Doubt.Some, "s", "Some" },
            { Doubt.Some | Doubt.More, "s", "3" },
            { Sign.Minus, "s", "Minus" },
            { (Sign)(-5), "s", "-5" },
            { Large.Most, "s", "Most" },
            { Large.Most - 1, "s", "18446744073709551614" },
            { new TimeSpan(1, 2, 3, 4, 5), "s", "1.02:03:04.0050000" },
            { TimeSpan.FromSeconds(-1), "s", "-00:00:01" },
            { TimeSpan.MinValue, "s", "-10675199.02:48:05.4775808" },
            { new TimeOnly(9, 30), "s", "09:30:00" },
            { new TimeOnly(9, 30, 0, 250), "s", "09:30:00.25" },
            { new TimeOnly(1), "s", "00:00:00.0000001" },
            { new Uri("http://example.org/a b"), "s", "http://example.org/a b" },
            { new Uri("/a", UriKind.Relative), "s", "/a" },
            { Int128.MinValue, "s", "-170141183460469231731687303715884105728" },
            { Int128.One, "s", "1" },
            { UInt128.MaxValue, "s", "340282366920938463463374607431768211455" },
            { BigInteger.Parse(Big), "s", Big },
            { (nint)(-7), "l", "-7" },
            { (nuint)7, "d", "7" },
            { new DateOnly(2026, 1, 2), "s", "2026-01-02" },
            { new Guid("00112233-4455-6677-8899-aabbccddeeff"), "s", "00112233-4455-6677-8899-aabbccddeeff" },
        };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public async Task Collect_Object_IsItsValue(object value, string type, string expected)
    {
        (await Taken.ByAsync(it => it.Collect(value))).IsRows(type, expected);
        (await Taken.ByAsync(it => it.Collect(new[] { value, null }))).IsRows($"{type}d", $"{expected},");
        (await Taken.ByAsync(it => it.Collect([value, 1]))).IsRows($"{type}i", $"{expected},1");
        Array array = Array.CreateInstance(value.GetType(), 2);
        array.SetValue(value, 0);
        array.SetValue(value, 1);
        (await Taken.ByAsync(it => it.Collect((object)array))).IsRows($"{type}{type}", $"{expected},{expected}");
        (await Taken.ByAsync(it => it.Collect(JsonValue.Create(value)))).IsRows(type, expected);
    }

    [Fact]
    public async Task Collect_InBrackets_IsTheSameText()
    {
        TimeOnly? noTime = null;
        Uri? noUri = Array.Find<Uri?>([], _ => true);
        (
            await Taken.ByAsync(it =>
                it.Collect([
                    new TimeSpan(1, 2, 3),
                    new TimeOnly(9, 30, 0, 250),
                    new Uri("http://example.org"),
                    Int128.MinValue,
                    UInt128.MaxValue,
                    BigInteger.Parse(Big),
                    (nint)(-7),
                    (nuint)7,
                    FeatureValue.FromEnum(DayOfWeek.Monday),
                    FeatureValue.FromEnum((Sign)(-5)),
                    noTime,
                    noUri,
                ])
            )
        ).IsRows(
            "ssssssldssdd",
            "01:02:03,09:30:00.25,http://example.org,-170141183460469231731687303715884105728,340282366920938463463374607431768211455,"
                + $"{Big},-7,7,Monday,-5,,"
        );
    }

    [Fact]
    public async Task Collect_ArraysOfTheirType_AreRows()
    {
        (await Taken.ByAsync(it => it.Collect(new[] { Doubt.Some, Doubt.None, (Doubt)9 }))).IsRows(
            "sss",
            "Some,None,9"
        );
        (await Taken.ByAsync(it => it.Collect(new Sign?[] { Sign.Plus, null }))).IsRows("sd", "Plus,");
        (await Taken.ByAsync(it => it.Collect(new List<TimeSpan> { TimeSpan.Zero }))).IsRows("s", "00:00:00");
        (
            await Taken.ByAsync(it =>
                it.Collect(
                    new[,]
                    {
                        { Sign.Plus },
                        { Sign.Minus },
                    }
                )
            )
        ).IsRows("s", "Plus", "Minus");
        (await Taken.ByAsync(it => it.Collect(new[] { Sign.Plus }.Select(each => each)))).IsRows("s", "Plus");
    }

    [Fact]
    public async Task StartRow_Enumerations_AreTheirNames() =>
        (
            await Taken.ByAsync(it =>
            {
                RowBuilder row = it.StartRow();
                row.AddEnum(DayOfWeek.Friday);
                row.AddEnum(Sign.Minus);
                row.AddEnum(Large.Most);
                row.AddEnum((Large)5);
                row.Add(TimeSpan.FromHours(1));
                return row.Collect();
            })
        ).IsRows("sssss", "Friday,Minus,Most,5,01:00:00");

    [Fact]
    public void ToString_OfTexts_IsWhatIsCollected()
    {
        FeatureValue[] values = [TimeSpan.FromHours(1), new TimeOnly(9, 30), Int128.NegativeOne, UInt128.One];
        Assert.Equal("01:00:00 09:30:00 -1 1", string.Join(' ', values));
    }

    [Flags]
    private enum Doubt
    {
        None = 0,
        Some = 1,
        More = 2,
    }

    private enum Sign : sbyte
    {
        Minus = -1,
        Plus = 1,
    }

    private enum Large : ulong
    {
        Most = ulong.MaxValue,
    }
}
