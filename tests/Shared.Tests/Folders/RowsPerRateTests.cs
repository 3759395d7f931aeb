using CsCheck;

namespace ModelData.Tests.Folders;

[Trait("Level", "Unit")]
public sealed class RowsPerRateTests
{
    private static readonly Gen<(decimal? Rate, long Rows)> Added = Gen.Select(
        Gen.Int[0, 12]
            .Select(it =>
                it == 0 ? (decimal?)null
                : it / 12m is 1 ? 1
                : it / 100m
            ),
        Gen.Long[0, 1_000]
    );

    [Fact]
    public void TryParse_WhatWasWritten_IsTheSame() =>
        Added
            .Array[0, 40]
            .Sample(added =>
            {
                RowsPerRate rates = RowsPerRate.None;
                foreach ((decimal? rate, long rows) in added)
                {
                    rates = rates.Add(rate, rows);
                }
                Assert.Equal(added.Sum(it => it.Rows), rates.Rows);
                Assert.Equal(rates.Rows, rates.Counts.Sum(it => it.Value));
                Assert.Equal(rates.Rows > 0, RowsPerRate.TryParse(rates.ToString(), out RowsPerRate? read));
                Assert.Equal(rates.Rows > 0 ? rates : null, read);
            });

    [Fact]
    public void Add_MoreRatesThanAreToldApart_CountsTheRestAsMixed()
    {
        RowsPerRate rates = RowsPerRate.None.Add(1, 240);
        for (int i = 1; i <= 9; i++)
        {
            rates = rates.Add(i / 10m, i);
        }
        rates = rates.Add(0.3m, 1).Add(null, 7);
        Assert.Equal("1:240,0.7:7,0.6:6,0.5:5,0.4:4,0.3:4,0.2:2,0.1:1,mixed:17,?:7", rates.ToString());
        Assert.Equal(293, rates.Rows);
    }

    [Fact]
    public void IsSampled_AllRowsAtOne_IsNot()
    {
        Assert.False(RowsPerRate.None.IsSampled);
        Assert.False(RowsPerRate.None.Add(1, 5).Add(1.0m, 1).IsSampled);
        Assert.True(RowsPerRate.None.Add(1, 5).Add(0.5m, 1).IsSampled);
        Assert.True(RowsPerRate.None.Add(null, 1).IsSampled);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1:")]
    [InlineData("1:0")]
    [InlineData("1:-1")]
    [InlineData("0:1")]
    [InlineData("1.1:1")]
    [InlineData("0.10:1")]
    [InlineData("0.1:1,1:1")]
    [InlineData("1:1,1:1")]
    [InlineData("1:1,")]
    [InlineData("1:99999999999999999999")]
    [InlineData("other:1")]
    [InlineData("0.9:1,0.8:1,0.7:1,0.6:1,0.5:1,0.4:1,0.3:1,0.2:1,0.1:1")]
    public void TryParse_OtherText_IsNone(string? text) => Assert.False(RowsPerRate.TryParse(text, out _));

    [Fact]
    public void Add_NoRate_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RowsPerRate.None.Add(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowsPerRate.None.Add(1, -1));
    }
}
