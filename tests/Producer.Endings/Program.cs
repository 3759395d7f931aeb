using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModelData.Producer;

// A scoring app that never closes its collectors. The first argument says where it has them from, the second how it ends; settings come from the environment.
object owner;
IModelDataCollector collector;
if (args[0] == "host")
{
    var builder = Host.CreateApplicationBuilder();
    builder.Services.AddModelDataCollection();
    IHost host = builder.Build();
    await host.StartAsync();
    collector = host.Services.GetRequiredService<IModelDataCollectors>().Get("best_model", "inputs", ["age"]);
    collector.Collect([42.0]);
    Console.WriteLine("collected");
    await host.WaitForShutdownAsync();
    return 0;
}
if (args[0] == "services")
{
    var services = new ServiceCollection().AddModelDataCollection().BuildServiceProvider();
    owner = services;
    collector = services.GetRequiredService<IModelDataCollectors>().Get("best_model", "inputs", ["age"]);
}
else
{
    owner = collector = new ModelDataCollector("best_model", "inputs", ["age"]);
}
collector.Collect([42.0]);
Console.WriteLine("collected");
switch (args[1])
{
    case "exit":
        Environment.Exit(3);
        break;
    case "throw":
        throw new InvalidOperationException("Nobody catches this.");
    case "wait":
        Thread.Sleep(Timeout.Infinite);
        break;
}
GC.KeepAlive(owner);
return 0;
