using NativeScoring;

// A scoring service that is compiled ahead of time: `dotnet publish samples/NativeScoring -r linux-x64`.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.ConfigureHttpJsonOptions(json =>
    json.SerializerOptions.TypeInfoResolverChain.Insert(0, ScoringJson.Default)
);
builder.Services.AddModelDataCollection();
builder.Services.AddSingleton<IrisScorer>();

var app = builder.Build();
app.MapPost("/score", (Iris iris, IrisScorer scorer) => scorer.Score(iris));
app.Run();
