using Microsoft.Extensions.Time.Testing;

namespace ModelData.LocalEventHubs.Authorization;

[Trait("Level", "Unit")]
public sealed class ConnectionClaimsTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    private readonly FakeTimeProvider _time = new(Start);

    [Fact]
    public void WatchFor_ClaimLapses_CallsBackAtThatMoment()
    {
        using var sut = new ConnectionClaims(_time);
        sut.TryPut(new Claim("hub", AccessRights.Send, Start.AddMinutes(30)));
        int lapsed = 0;
        using IDisposable watch = sut.WatchFor("hub/Partitions/1", AccessRights.Send, () => lapsed++);

        _time.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromTicks(1));
        Assert.Equal(0, lapsed);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(1, lapsed);
        Assert.False(sut.IsAllowed("hub/Partitions/1", AccessRights.Send));
    }

    [Fact]
    public void TryPut_RenewedInTime_KeepsTheLink()
    {
        using var sut = new ConnectionClaims(_time);
        sut.TryPut(new Claim("hub", AccessRights.Send, Start.AddMinutes(30)));
        int lapsed = 0;
        using IDisposable watch = sut.WatchFor("hub", AccessRights.Send, () => lapsed++);

        _time.Advance(TimeSpan.FromMinutes(29));
        sut.TryPut(new Claim("hub", AccessRights.Send, Start.AddMinutes(60)));
        _time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(0, lapsed);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(1, lapsed);
    }

    [Fact]
    public void IsAllowed_OtherRightOrPath_IsNot()
    {
        using var sut = new ConnectionClaims(_time);
        sut.TryPut(new Claim("hub/Partitions/1", AccessRights.Send, Start.AddMinutes(30)));

        Assert.True(sut.IsAllowed("HUB/partitions/1", AccessRights.Send));
        Assert.False(sut.IsAllowed("hub/Partitions/1", AccessRights.Listen));
        Assert.False(sut.IsAllowed("hub/Partitions/2", AccessRights.Send));
        Assert.False(sut.IsAllowed("hub", AccessRights.Send));
    }

    [Fact]
    public void TryPut_WithoutEnd_IsBounded()
    {
        using var sut = new ConnectionClaims(_time);
        int taken = 0;
        while (taken < 10_000 && sut.TryPut(new Claim("hub/" + taken, AccessRights.Send, Start.AddMinutes(30))))
        {
            taken++;
        }

        Assert.InRange(taken, 100, 9_999);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(sut.TryPut(new Claim("more", AccessRights.Send, Start.AddHours(2))));
    }
}
