using ScoringService.Api;
using ScoringService.Collection;
using ScoringService.Data;
using ScoringService.Model;

if (args is ["health"])
{
    return await HealthCheck.RunAsync();
}

var builder = WebApplication.CreateSlimBuilder(
    new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
);
var deployed = DeployedModel.Train(await PenguinDataSet.LoadAsync());
builder.Services.AddSingleton(deployed.Model);
builder.Services.AddModelDataCollection();
builder.Services.AddSingleton<ScoreCollection>();

var app = builder.Build();
app.MapGet("/healthz", () => Results.Ok(new { deployed.Accuracy, deployed.TrainedOn }));
app.MapPost("/score", ScoreEndpoint.Score);
app.MapPost("/label", LabelEndpoint.Label);
app.Run();
return 0;
