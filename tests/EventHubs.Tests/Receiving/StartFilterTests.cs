namespace ModelData.EventHubs.Receiving;

[Trait("Category", "Unit")]
public sealed class StartFilterTests
{
    public static TheoryData<EventPosition, string> Positions =>
        new()
        {
            { EventPosition.Earliest, "amqp.annotation.x-opt-offset > '-1'" },
            { EventPosition.Latest, "amqp.annotation.x-opt-offset > '@latest'" },
            { EventPosition.FromOffset("4711"), "amqp.annotation.x-opt-offset > '4711'" },
            { EventPosition.FromOffset("a:b", true), "amqp.annotation.x-opt-offset >= 'a:b'" },
            { EventPosition.FromSequenceNumber(42), "amqp.annotation.x-opt-sequence-number > '42'" },
            { EventPosition.FromSequenceNumber(0, true), "amqp.annotation.x-opt-sequence-number >= '0'" },
            {
                EventPosition.FromEnqueuedTime(new DateTimeOffset(2026, 1, 2, 5, 4, 5, TimeSpan.FromHours(2))),
                "amqp.annotation.x-opt-enqueued-time > '1767323045000'"
            },
        };

    [Theory]
    [MemberData(nameof(Positions))]
    public void ToExpression_Position_IsTheServicesSelector(EventPosition position, string expected) =>
        Assert.Equal(expected, StartFilter.ToExpression(position));

    [Fact]
    public void ToExpression_OffsetWithQuotes_IsRefused() =>
        Assert.Throws<ArgumentException>(() =>
            StartFilter.ToExpression(EventPosition.FromOffset("1' OR x-opt-offset > '-1"))
        );
}
