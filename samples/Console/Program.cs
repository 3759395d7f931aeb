using ConsoleSample;
using ModelData.Producer;

// A plain program: no host, no dependency injection, features as arrays of doubles. Where rows go, ModelData__* says.
var model = new LinearModel([0.8, -0.4, 0.1], 0.05);
await using var inputs = new ModelDataCollector("linear", "inputs", ["width", "height", "weight"]);
await using var predictions = new ModelDataCollector("linear", "predictions", ["price"]);

foreach (double[] features in Measurements.Take(100))
{
    double price = model.Predict(features);
    // The context joins the two: both rows get its $RequestId.
    var context = inputs.Collect(features);
    predictions.Collect([price], context);
}

// Disposing sends what is left as well, but says nothing.
var sent = (Inputs: await inputs.FlushAsync(), Predictions: await predictions.FlushAsync());
Console.WriteLine($"inputs: {sent.Inputs.Status}, predictions: {sent.Predictions.Status}");
