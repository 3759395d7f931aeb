using BenchmarkDotNet.Running;
using ModelData.Bench.Micro.Producer;

// dotnet run -c Release --project bench/Micro -- collect-latency
// dotnet run -c Release --project bench/Micro -- off-latency
// dotnet run -c Release --project bench/Micro -- redaction-latency
// dotnet run -c Release --project bench/Micro -- --filter '*Collect*'
if (args is ["collect-latency"])
{
    CollectLatency.Run();
}
else if (args is ["off-latency"])
{
    CollectLatency.RunOff();
}
else if (args is ["redaction-latency"])
{
    RedactionLatency.Run();
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(CollectLatency).Assembly).Run(args);
}
