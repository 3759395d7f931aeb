using ModelData.Testing;

namespace ModelData.Bench.Load.Measuring;

/// <summary>Processor seconds of the processes that take part in a drain.</summary>
internal readonly record struct ProcessorTimes(double Contender, double Broker, double Azurite)
{
    public static ProcessorTimes Read(ChildProcess contender, ChildProcess broker, ChildProcess? azurite) =>
        new(Seconds(contender), Seconds(broker), azurite is null ? 0 : Seconds(azurite));

    public static ProcessorTimes operator -(ProcessorTimes left, ProcessorTimes right) =>
        new(left.Contender - right.Contender, left.Broker - right.Broker, left.Azurite - right.Azurite);

    public static ProcessorTimes operator /(ProcessorTimes left, double divisor) =>
        new(left.Contender / divisor, left.Broker / divisor, left.Azurite / divisor);

    private static double Seconds(ChildProcess process) => process.ProcessorTime.TotalSeconds;
}
