using System.Threading.Channels;
using ModelData.Producer;

namespace WorkerLoop;

/// <summary>Takes messages one by one, scores each, and has its rows collected under a context of its own.</summary>
internal sealed class ScoringLoop(
    Channel<Order> orders,
    IModelDataCollectors collectors,
    IHostApplicationLifetime application
) : BackgroundService
{
    private readonly IModelDataCollector _inputs = collectors.Get("fraud", "inputs", ["amount", "items"]);
    private readonly IModelDataCollector _predictions = collectors.Get("fraud", "predictions", ["suspicion"]);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var order in orders.Reader.ReadAllAsync(stoppingToken))
        {
            var context = _inputs.Collect([order.Amount, order.Items], correlationId: order.Id);
            double suspicion = await PredictAsync(order, stoppingToken);
            // Outside of a request nothing but the context says which rows belong together.
            _predictions.Collect([suspicion], context);
        }
        // The host's stop sends what is left.
        application.StopApplication();
    }

    // A model of your own stands here; it may well be another service.
    private static async Task<double> PredictAsync(Order order, CancellationToken stoppingToken)
    {
        await Task.Yield();
        stoppingToken.ThrowIfCancellationRequested();
        return order.Amount / (order.Amount + (100 * order.Items));
    }
}
