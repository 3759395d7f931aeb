using ModelData.Producer;
using ScoringService.Collection;

namespace ScoringService.Api;

/// <summary>Collects what a scored penguin turned out to be: filed under the day of scoring, with the ids of its inputs.</summary>
internal static class LabelEndpoint
{
    private const int MaxSpeciesLength = 100;

    public static IResult Label(LabelRequest request, ScoreCollection collection)
    {
        // The context went through the caller's hands. Who must not trust callers keeps contexts in a table of their own.
        if (!CollectionContext.TryParse(request.Context, out var context))
        {
            return Results.Problem("Not the context that POST /score answered.", statusCode: 400);
        }
        if (request.Species is not { Length: > 0 and <= MaxSpeciesLength } species)
        {
            return Results.Problem("A species has 1 to 100 characters.", statusCode: 400);
        }
        collection.CollectLabel(species, context);
        return Results.Accepted();
    }
}
