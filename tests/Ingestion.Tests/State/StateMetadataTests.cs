using System.Text;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.State;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Tests.State;

/// <summary>The metadata of a state say what a reader of all partitions needs, or nothing.</summary>
[Trait("Level", "Unit")]
public sealed class StateMetadataTests
{
    private static readonly DateTimeOffset Enqueued = new DateTimeOffset(
        2026,
        11,
        29,
        12,
        0,
        0,
        TimeSpan.Zero
    ).AddTicks(7);

    public static TheoryData<long, bool> Positions =>
        new()
        {
            { -1, false },
            { 0, true },
            { long.MaxValue, true },
        };

    [Theory]
    [MemberData(nameof(Positions))]
    public void TryRead_AsItWasWritten_IsWhatTheStateSays(long position, bool hasWatermark)
    {
        var state = State() with { Position = position, Watermark = hasWatermark ? Enqueued.AddMinutes(-1) : null };

        var facts = StateMetadata.TryRead(StateMetadata.Create(state), "7");

        Assert.Equal(new StateFacts(position, Enqueued, state.Watermark, "0123456789abcdef"), facts);
    }

    [Fact]
    public void Create_Times_AreInUtc()
    {
        var state = State() with { EnqueuedTime = Enqueued.ToOffset(TimeSpan.FromHours(9)) };

        Assert.Equal("2026-11-29T12:00:00.0000007Z", StateMetadata.Create(state)["enqueued"]);
        Assert.Equal(Enqueued, StateMetadata.TryRead(StateMetadata.Create(state), "7")!.EnqueuedTime);
    }

    [Theory]
    [InlineData("POSITION", "41")]
    [InlineData("Enqueued", "2026-11-29T12:00:00.0000007Z")]
    [InlineData("Incarnation", "0123456789abcdef")]
    [InlineData("Watermark", "none")]
    [InlineData("Partition", "7")]
    public void TryRead_NameInAnotherCase_IsTheSame(string name, string value)
    {
        var metadata = StateMetadata.Create(State());
        Assert.True(metadata.Remove(name.ToLowerInvariant()));
        metadata[name] = value;

        Assert.Equal(new StateFacts(41, Enqueued, null, "0123456789abcdef"), StateMetadata.TryRead(metadata, "7"));
        Assert.True(StateMetadata.TryReadWatermark(metadata, "7", out _));
        Assert.False(StateMetadata.TryReadWatermark(metadata, "8", out _));
    }

    [Fact]
    public void TryRead_OfAnotherPartition_IsNothing() =>
        Assert.Null(StateMetadata.TryRead(StateMetadata.Create(State()), "8"));

    [Theory]
    [InlineData("position")]
    [InlineData("enqueued")]
    [InlineData("incarnation")]
    [InlineData("watermark")]
    [InlineData("partition")]
    public void TryRead_WithoutOneOfThem_IsNothing(string name)
    {
        // A former release wrote the last two alone.
        var metadata = StateMetadata.Create(State());
        Assert.True(metadata.Remove(name));

        Assert.Null(StateMetadata.TryRead(metadata, "7"));
    }

    [Theory]
    [InlineData("position", "-2")]
    [InlineData("position", "9223372036854775808")]
    [InlineData("position", "1e3")]
    [InlineData("position", "")]
    [InlineData("position", "٣")]
    [InlineData("enqueued", "2026-11-29")]
    [InlineData("enqueued", "0000-00-00T00:00:00.0000000Z")]
    [InlineData("enqueued", "none")]
    [InlineData("watermark", "soon")]
    [InlineData("watermark", "")]
    [InlineData("incarnation", "")]
    [InlineData("incarnation", "a\r\nb")]
    [InlineData("partition", "07")]
    public void TryRead_EditedIntoNonsense_IsNothing(string name, string value)
    {
        var metadata = StateMetadata.Create(State());
        metadata[name] = value;

        Assert.Null(StateMetadata.TryRead(metadata, "7"));
    }

    [Fact]
    public void TryRead_NamesThatDifferInCaseAlone_AreNothing()
    {
        var metadata = StateMetadata.Create(State());
        metadata["Position"] = "42";

        Assert.Null(StateMetadata.TryRead(metadata, "7"));
    }

    [Theory]
    [InlineData("ü")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData(null)]
    public void Create_WhateverTheStateSays_CanBeWritten(string? incarnation)
    {
        // A state may have been edited: its worker must be able to save it all the same.
        var state = State() with
        {
            Incarnation = incarnation ?? new string('a', 100_000),
            Position = long.MinValue,
        };

        var metadata = StateMetadata.Create(state);

        Assert.All(metadata, it => Assert.True(Ascii.IsValid(it.Key) && Ascii.IsValid(it.Value), it.Value));
        Assert.InRange(metadata.Sum(it => it.Key.Length + it.Value.Length), 1, 8 * 1024);
        Assert.Null(StateMetadata.TryRead(metadata, "7"));
    }

    private static PartitionState State() =>
        new()
        {
            Partition = "7",
            Incarnation = "0123456789abcdef",
            HubCreatedAt = DateTimeOffset.UnixEpoch,
            Position = 41,
            EnqueuedTime = Enqueued,
            Routing = RoutingSettings.Create(padded: true, new OutputSettings()),
            Producers = [],
        };
}
