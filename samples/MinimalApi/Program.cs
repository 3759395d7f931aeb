using MinimalApi;
using ModelData.Producer;

// The smallest scoring service that collects. Where rows go, the section ModelData of the configuration says.
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddModelDataCollection();
builder.Services.AddSingleton<RiskScorer>();

var app = builder.Build();
app.MapPost("/score", (Applicant applicant, RiskScorer scorer) => scorer.Score(applicant));

// Days later: the context brings the label to the day and the ids of its scoring.
app.MapPost(
    "/label",
    (Outcome outcome, RiskScorer scorer) =>
    {
        if (!CollectionContext.TryParse(outcome.Context, out var context))
        {
            return Results.Problem("Not the context that POST /score answered.", statusCode: 400);
        }
        scorer.Label(outcome.Defaulted, context);
        return Results.Accepted();
    }
);
app.Run();
