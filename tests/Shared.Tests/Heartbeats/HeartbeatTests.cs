using System.Text;
using System.Text.Json.Nodes;

namespace ModelData.Tests.Heartbeats;

[Trait("Level", "Unit")]
public sealed class HeartbeatTests
{
    private static readonly Heartbeat Beat = new()
    {
        Address = new("sub", "rg", "ws", "svc", "best model", "10", "inputs"),
        ProducerId = Guid.Parse("6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
        Host = "fraud-7d9c",
        Release = "1.4.0",
        State = "Refused",
        Since = new(2026, 11, 23, 5, 41, 12, TimeSpan.Zero),
        Reason = "The hub does not answer.",
        Interval = TimeSpan.FromSeconds(60),
        Total = new(1_000, 900, 10, 20, 50, 3, 20),
        Recent = new(100, 90, 1, 2, 5, 3, 0),
    };

    private readonly HeartbeatReader _reader = new();

    [Fact]
    public void Write_Heartbeat_IsTheDocumentedEvent()
    {
        EncodedHeartbeat encoded = HeartbeatWriter.Write(Beat, 7, new(2026, 11, 23, 5, 42, 0, TimeSpan.Zero));

        Assert.Equal(
            "{\"host\":\"fraud-7d9c\",\"release\":\"1.4.0\",\"state\":\"Refused\",\"since\":\"2026-11-23T05:41:12+00:00\","
                + "\"reason\":\"The hub does not answer.\",\"intervalSeconds\":60,"
                + "\"total\":{\"received\":1000,\"sent\":900,\"failed\":10,\"dropped\":20,\"sampledOut\":50,\"refused\":3,\"pending\":20},"
                + "\"recent\":{\"received\":100,\"sent\":90,\"failed\":1,\"dropped\":2,\"sampledOut\":5,\"refused\":3,\"pending\":0}}",
            Encoding.UTF8.GetString(encoded.Body.Span)
        );
        Dictionary<string, object?> properties = Properties(encoded);
        Assert.Equal("modeldata.heartbeat", properties["cloudEvents:type"]);
        Assert.Equal("1.0", properties["cloudEvents:formatversion"]);
        Assert.Equal("6f9619ff-8b86-d011-b42d-00cf4fc964ff/heartbeat/7", properties["cloudEvents:id"]);
        Assert.Equal("/sub/rg/ws/svc/best~20model/10/inputs", properties["cloudEvents:source"]);
        Assert.Equal(Beat.Address.PartitionKey, encoded.PartitionKey);
    }

    [Fact]
    public void TryRead_WhatWasWritten_IsTheSame()
    {
        Assert.True(_reader.TryRead(Envelope(Beat), out Heartbeat? read, out _));
        Assert.Equal(Beat, read);
    }

    [Fact]
    public void TryRead_MembersOfLater_ArePassedOver()
    {
        EventEnvelope envelope = Change(it => it["new"] = 1);
        Assert.True(_reader.TryRead(envelope, out Heartbeat? read, out _));
        Assert.Equal(Beat, read);
    }

    [Fact]
    public void Write_TextsThatAreTooLong_AreCutBetweenCharacters()
    {
        Heartbeat beat = Beat with { Host = new string('h', 63) + "😀", Reason = new string('r', 1000) };
        Assert.True(_reader.TryRead(Envelope(beat), out Heartbeat? read, out _));
        Assert.Equal((new string('h', 63), new string('r', 256)), (read.Host, read.Reason));
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("")]
    [InlineData("<script>")]
    public void Write_StateThatIsNoWord_Throws(string state) =>
        Assert.Throws<ArgumentException>(() => HeartbeatWriter.Write(Beat with { State = state }, 0, default));

    [Theory]
    [InlineData("state", "\"a b\"", "state")]
    [InlineData("state", "null", "state")]
    [InlineData("intervalSeconds", "59", "interval")]
    [InlineData("intervalSeconds", "86401", "interval")]
    [InlineData("intervalSeconds", "1.5", "JSON")]
    [InlineData("total", "{\"received\":-1}", "negative")]
    [InlineData("recent", "{\"sent\":-1}", "negative")]
    [InlineData("total", "[]", "JSON")]
    [InlineData("since", "\"soon\"", "JSON")]
    public void TryRead_MemberThatIsWrong_IsRefusedWithItsName(string member, string value, string expected)
    {
        EventEnvelope envelope = Change(it => it[member] = JsonNode.Parse(value));
        Assert.False(_reader.TryRead(envelope, out _, out string? problem));
        Assert.Contains(expected, problem, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("formatversion", "2.0")]
    [InlineData("formatversion", null)]
    [InlineData("producerid", "me")]
    [InlineData("producerid", "00000000-0000-0000-0000-000000000000")]
    [InlineData("model", null)]
    [InlineData("model", "")]
    public void TryRead_AttributeThatIsWrong_IsRefusedWithItsName(string attribute, string? value)
    {
        EventEnvelope envelope = Envelope(Beat);
        Dictionary<string, object?> properties = new(envelope.Properties) { ["cloudEvents:" + attribute] = value };
        Assert.False(_reader.TryRead(envelope with { Properties = properties }, out _, out string? problem));
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void TryRead_AnyBytes_NeverThrows()
    {
        EventEnvelope good = Envelope(Beat);
        Random random = new(42);
        for (int i = 0; i < 5_000; i++)
        {
            byte[] body = good.Body.ToArray();
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                body[random.Next(body.Length)] = (byte)random.Next(256);
            }
            if (
                !_reader.TryRead(
                    good with
                    {
                        Body = body.AsMemory(0, random.Next(body.Length + 1)),
                    },
                    out _,
                    out string? problem
                )
            )
            {
                Assert.DoesNotContain(problem, char.IsControl);
            }
        }
    }

    [Fact]
    public void TryRead_PayloadOfMoreThanTheLimit_IsRefused()
    {
        EventEnvelope envelope = Change(it => it["new"] = new string(' ', HeartbeatReader.MaxBytes));
        Assert.False(_reader.TryRead(envelope, out _, out string? problem));
        Assert.Contains("bytes", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void IsHeartbeat_EventWithRows_IsNone() =>
        Assert.False(HeartbeatReader.IsHeartbeat(Events.Envelopes.Attributes()));

    [Fact]
    public void TryRead_RowsReader_SaysThatTheTypeIsNotKnown()
    {
        Assert.False(new CollectedBatchReader().TryRead(Envelope(Beat), out _, out Refusal? refusal));
        Assert.Equal(RefusalReasons.UnknownType, refusal.Reason);
    }

    [Fact]
    public void Sum_OfCountsOfStrangers_DoesNotRunOver()
    {
        HeartbeatCounts most = new(long.MaxValue, 1, long.MaxValue, long.MaxValue, 1, long.MaxValue, 1);
        Assert.Equal((long.MaxValue, long.MaxValue), ((most + most).Received, most.Lost));
    }

    private static EventEnvelope Envelope(Heartbeat beat)
    {
        EncodedHeartbeat encoded = HeartbeatWriter.Write(beat, 0, DateTimeOffset.UnixEpoch);
        return new EventEnvelope(Properties(encoded), encoded.ContentType, null, encoded.Body, default);
    }

    private static EventEnvelope Change(Action<JsonObject> change)
    {
        EventEnvelope envelope = Envelope(Beat);
        JsonObject body = JsonNode.Parse(envelope.Body.Span)!.AsObject();
        change(body);
        return envelope with { Body = Encoding.UTF8.GetBytes(body.ToJsonString()) };
    }

    private static Dictionary<string, object?> Properties(EncodedHeartbeat encoded) =>
        encoded.Properties.ToDictionary(static it => it.Key, static object? (it) => it.Value);
}
