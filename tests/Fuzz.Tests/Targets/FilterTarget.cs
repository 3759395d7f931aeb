using ModelData.LocalEventHubs.Broker;

namespace ModelData.Fuzz.Targets;

/// <summary>The start position that a receiver asks the broker for.</summary>
internal sealed class FilterTarget : TextTarget
{
    public override IReadOnlyList<byte[]> Tokens { get; } =
        Pieces(
            "'",
            "''",
            ">",
            ">=",
            "<",
            " ",
            "@latest",
            "-1",
            "99999999999999999999",
            "x-opt-offset",
            "enqueued-time",
            "\0",
            "é"
        );

    protected override string CreateText(Random random) =>
        $"amqp.annotation.x-opt-{(random.Next(2) == 0 ? "offset" : "sequence-number")} > '{random.NextInt64()}'";

    protected override void Check(string text, bool isUntouched)
    {
        StartFilter? filter = StartFilter.Parse(text);
        Assert.True(filter is not null || !isUntouched);
        Assert.Equal(filter, StartFilter.Parse($" {text} ") ?? filter);
    }
}
