using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Committing;

/// <summary>What tools read from the metadata of a file, whatever somebody made of them.</summary>
[Trait("Level", "Unit")]
public sealed class DataFileFactsTests
{
    private static readonly DateTimeOffset Time = new(2026, 3, 7, 12, 0, 0, 123, TimeSpan.FromHours(1));

    [Theory]
    [InlineData(BlobMetadata.FormatVersion)]
    [InlineData(BlobMetadata.LearningVersion)]
    public void TryRead_WhatACommitWrites_IsAllThere(string version)
    {
        var metadata = Create();
        metadata[BlobMetadata.Format] = version;
        var facts = DataFileFacts.TryRead(metadata)!;
        Assert.Equal((Rows.Schema.TypedHash, 10L, 4L), (facts.Schema, facts.Rows, facts.Copies));
        Assert.Equal((Time, "1:8,0.1:2", false), (facts.LastRow, facts.Rates?.ToString(), facts.IsClosed));
        Assert.Equal(TimeSpan.Zero, facts.LastRow!.Value.Offset);
    }

    [Fact]
    public void TryRead_LittleToSay_IsWhatMissingEntriesMean()
    {
        var facts = DataFileFacts.TryRead(BlobMetadata.Create(new CommittedSequences(), "c", Rows.Schema, 3))!;
        Assert.Equal((3L, 0L, "1:3"), (facts.Rows, facts.Copies, facts.Rates?.ToString()));
        Assert.Null(facts.LastRow);
    }

    [Fact]
    public void TryRead_Closed_IsSaid()
    {
        var metadata = Create();
        metadata[BlobMetadata.Closed] = "1";
        Assert.True(DataFileFacts.TryRead(metadata)!.IsClosed);
    }

    [Fact]
    public void TryRead_NamesInAnotherCase_AreTheSame()
    {
        var shouted = Create().ToDictionary(it => it.Key.ToUpperInvariant(), it => it.Value);
        Assert.Equal(DataFileFacts.TryRead(Create()), DataFileFacts.TryRead(shouted));
    }

    /// <summary>What the worker goes by is what tools show.</summary>
    [Fact]
    public void TryRead_NameInTwoCases_TakesTheOneOfTheWorker()
    {
        var other = KeyValuePair.Create("Rows", "7");
        Assert.Equal(10, DataFileFacts.TryRead([other, .. Create()])!.Rows);
        Assert.Equal(10, DataFileFacts.TryRead([.. Create(), other])!.Rows);
    }

    [Fact]
    public void TryRead_BlobOfAStranger_IsNone()
    {
        Assert.Null(DataFileFacts.TryRead(null));
        Assert.Null(DataFileFacts.TryRead([]));
        var metadata = Create();
        metadata[BlobMetadata.Format] = "3";
        Assert.Null(DataFileFacts.TryRead(metadata));
        metadata.Remove(BlobMetadata.Format);
        Assert.Null(DataFileFacts.TryRead(metadata));
    }

    [Theory]
    [InlineData("schema", "ABCDEF0123456789", ",10,4,1:8,0.1:2,t")]
    [InlineData("schema", "\u001b[2J", ",10,4,1:8,0.1:2,t")]
    [InlineData("rows", "-1", "s,,,,t")]
    [InlineData("rows", "many", "s,,,,t")]
    [InlineData("rows", "9223372036854775807", "s,,,,t")]
    [InlineData("rows", "11", "s,11,4,?:11,t")]
    [InlineData("rows", "3", "s,3,3,?:3,t")]
    [InlineData("copies", "some", "s,10,,1:8,0.1:2,t")]
    [InlineData("rates", "nonsense", "s,10,4,?:10,t")]
    [InlineData("last", "nonsense", "s,10,4,1:8,0.1:2,")]
    [InlineData("last", "", "s,10,4,1:8,0.1:2,")]
    public void TryRead_EntryWasEdited_TheOthersAreThere(string entry, string value, string expected)
    {
        var metadata = Create();
        metadata[entry] = value;
        var facts = DataFileFacts.TryRead(metadata)!;
        string schema = facts.Schema is null ? "" : "s";
        string time = facts.LastRow is null ? "" : "t";
        Assert.Equal(expected, $"{schema},{facts.Rows},{facts.Copies},{facts.Rates},{time}");
    }

    private static Dictionary<string, string> Create() =>
        BlobMetadata.Create(
            new CommittedSequences(),
            "0123456789abcdef",
            Rows.Schema,
            10,
            4,
            RowsPerRate.None.Add(1, 8).Add(0.1m, 2),
            Time
        );
}
