using ScoringService.Api;
using ScoringService.Collection;
using ScoringService.Data;
using ScoringService.Model;

var builder = WebApplication.CreateSlimBuilder(
    new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
);
var model = SpeciesModel.Train(await PenguinDataSet.LoadAsync());
builder.Services.AddSingleton(model);
builder.Services.AddModelDataCollection();
builder.Services.AddSingleton<ScoreCollection>();

var app = builder.Build();
app.MapGet("/healthz", () => Results.Ok(new { model.Accuracy }));
app.MapPost("/score", ScoreEndpoint.Score);
app.Run();
