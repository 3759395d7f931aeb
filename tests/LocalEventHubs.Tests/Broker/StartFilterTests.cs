namespace ModelData.LocalEventHubs.Broker;

[Trait("Level", "Unit")]
public sealed class StartFilterTests
{
    [Theory]
    [InlineData("amqp.annotation.x-opt-offset > '42'", "Offset", 42, false)]
    [InlineData("amqp.annotation.x-opt-offset >= '42'", "Offset", 42, true)]
    [InlineData("amqp.annotation.x-opt-offset > 42", "Offset", 42, false)]
    [InlineData("amqp.annotation.x-opt-offset>'-1'", "Offset", -1, false)]
    [InlineData("  amqp.annotation.x-opt-sequence-number   >=   7 ", "SequenceNumber", 7, true)]
    [InlineData("amqp.annotation.x-opt-sequence-number > '7'", "SequenceNumber", 7, false)]
    [InlineData("amqp.annotation.x-opt-enqueued-time > '1700000000000'", "EnqueuedTime", 1700000000000, false)]
    public void Parse_KnownForms_AreRead(string expression, string kind, long value, bool inclusive)
    {
        StartFilter? filter = StartFilter.Parse(expression);

        Assert.Equal(new StartFilter(Enum.Parse<StartKind>(kind), value, inclusive, false), filter);
    }

    [Theory]
    [InlineData("amqp.annotation.x-opt-offset > '@latest'")]
    [InlineData("amqp.annotation.x-opt-offset > @latest")]
    public void Parse_Latest_IsKnown(string expression) => Assert.True(StartFilter.Parse(expression)?.IsLatest);

    [Theory]
    [InlineData("")]
    [InlineData("amqp.annotation.x-opt-offset = '42'")]
    [InlineData("amqp.annotation.x-opt-offset < '42'")]
    [InlineData("amqp.annotation.x-opt-offset > 'abc'")]
    [InlineData("amqp.annotation.x-opt-offset > '42")]
    [InlineData("amqp.annotation.x-opt-offset > '1' OR 1=1")]
    [InlineData("amqp.annotation.x-opt-enqueued-time >= '1'")]
    [InlineData("amqp.annotation.x-opt-sequence-number > '@latest'")]
    [InlineData("amqp.annotation.x-opt-partition-key > 'a'")]
    [InlineData("amqp.annotation.x-opt-offset > '99999999999999999999999'")]
    public void Parse_OtherForms_AreRefused(string expression) => Assert.Null(StartFilter.Parse(expression));

    [Fact]
    public void Parse_LongExpression_IsRefused() =>
        Assert.Null(StartFilter.Parse("amqp.annotation.x-opt-offset > '" + new string('1', 5000) + "'"));
}
