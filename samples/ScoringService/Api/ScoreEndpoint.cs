using ScoringService.Collection;
using ScoringService.Model;

namespace ScoringService.Api;

/// <summary>Scores one penguin and collects what went in and what came out.</summary>
internal static class ScoreEndpoint
{
    private const string CorrelationHeader = "x-correlation-id";

    public static ScoreResponse Score(
        ScoreRequest request,
        HttpContext http,
        SpeciesModel model,
        ScoreCollection collection
    )
    {
        var correlationId = http.Request.Headers[CorrelationHeader] is [{ Length: > 0 } given]
            ? given
            : Guid.NewGuid().ToString();
        var (species, probability) = model.Predict(request.ToFeatures());
        var context = collection.Collect(request, species, probability, correlationId);
        return new ScoreResponse(species, probability, correlationId, context.ToString());
    }
}
