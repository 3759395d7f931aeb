using System.Threading.Channels;
using WorkerLoop;

// A service that scores what comes from a queue; here a channel stands for the queue. It ends when the queue does.
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddModelDataCollection();
builder.Services.AddSingleton(Channel.CreateBounded<Order>(capacity: 100));
builder.Services.AddHostedService<OrderSource>();
builder.Services.AddHostedService<ScoringLoop>();
await builder.Build().RunAsync();
