using System.Numerics;

namespace ModelData.Producer.Tests.Rows;

internal enum Segment
{
    Retail = 1,
    Business = 2,
}

[ModelDataRow]
internal sealed partial record Applicant(double Age, [property: Feature("income")] double? Income, Segment Segment);

internal sealed record Address(string City, int? Zip);

internal readonly record struct Range(double Low, double High);

[ModelDataRow]
internal partial class Party
{
    public string Name { get; init; } = "";

    public virtual int Rank { get; init; }
}

[ModelDataRow]
internal sealed partial class Customer : Party
{
    [Feature("address")]
    public Address? Home { get; init; }

    public override int Rank => 7;

    [Feature("limits")]
    public Range? Limits { get; init; }

    public Range Bounds { get; init; }

    [Feature(Order = -1)]
    public long Id { get; init; }

    [Feature(Ignore = true)]
    public byte[] Photo { get; init; } = [];

    public int WriteOnly
    {
        set => _ = value;
    }

    public static int Count => 1;
}

/// <summary>A property of each type that is collected.</summary>
[ModelDataRow]
internal readonly partial record struct Everything(
    bool Boolean,
    char Letter,
    sbyte SByte,
    byte Byte,
    short Int16,
    ushort UInt16,
    int Int32,
    uint UInt32,
    long Int64,
    ulong UInt64,
    nint Native,
    Half Half,
    float Float,
    double Double,
    decimal Decimal,
    string? Text,
    DateTime Time,
    DateTimeOffset Offset,
    DateOnly Day,
    TimeOnly TimeOfDay,
    TimeSpan Duration,
    Guid Id,
    Uri? Link,
    Int128 Huge,
    UInt128 Unsigned,
    Segment Segment
);

/// <summary>The same ones, missing.</summary>
[ModelDataRow]
internal partial struct Nothing
{
    public bool? Boolean { get; set; }

    public ulong? UInt64 { get; set; }

    public Half? Half { get; set; }

    public decimal? Decimal { get; set; }

    public DateTime? Time { get; set; }

    public DateOnly? Day { get; set; }

    public TimeSpan? Duration { get; set; }

    public Guid? Id { get; set; }

    public Uri? Link { get; set; }

    public BigInteger? Big { get; set; }

    public Segment? Segment { get; set; }
}

internal static partial class Outer
{
    [ModelDataRow]
    internal sealed partial record Price([property: Feature(Precision = 6, Scale = 2)] decimal? @decimal, int value);
}

[ModelDataRow]
internal sealed partial record Throwing(int A)
{
    public int B => throw new InvalidOperationException();
}
