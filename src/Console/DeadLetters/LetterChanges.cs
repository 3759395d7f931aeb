using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ModelData.Operations.DeadLetters;

namespace ModelData.Console.DeadLetters;

/// <summary>The forms of dead letters: to send them again, and to pause, let go on or end that.</summary>
internal static class LetterChanges
{
    public const string Resubmit = "/dead-letters/resubmit";
    public const string Pause = "/dead-letters/pause";
    public const string Continue = "/dead-letters/continue";
    public const string Cancel = "/dead-letters/cancel";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(Resubmit, ResubmitAsync).RequireAuthorization(ConsoleRights.Operate);
        MapControl(
            endpoints,
            Pause,
            job =>
            {
                job.Pause();
                return Task.CompletedTask;
            }
        );
        MapControl(
            endpoints,
            Continue,
            job =>
            {
                job.Continue();
                return Task.CompletedTask;
            }
        );
        MapControl(endpoints, Cancel, job => job.CancelAsync());
    }

    private static async Task<IResult> ResubmitAsync(
        HttpContext http,
        ConsolePlaces places,
        Resubmissions resubmissions,
        TimeProvider time
    )
    {
        IFormCollection form = await http.Request.ReadFormAsync(http.RequestAborted);
        var query = LetterQuery.Read(name => form[name]);
        bool isAgain = form["again"] == "yes";
        string who = http.User.Identity?.Name ?? "somebody";
        if (form["letter"].ToString() is { Length: > 0 } one)
        {
            await resubmissions.StartAsync(who, one, [one], [], isAgain, http.RequestAborted);
            return TypedResults.Redirect(LetterPages.List);
        }
        // Listed anew: what lies there now is sent, and what was sent meanwhile is known.
        var store = new LetterStore(places.Pipeline.DeadLetters, time);
        List<ListedLetter> letters = await store.SelectAsync(query.ToFilter(), http.RequestAborted);
        if (letters.Count == 0)
        {
            throw new CommandFailedException("There is no such letter any more, and nothing was sent.");
        }
        await resubmissions.StartAsync(
            who,
            query.ToString(),
            [.. letters.Select(it => it.Name)],
            [.. letters.Where(it => it.IsInPack).Select(it => it.Name)],
            isAgain,
            http.RequestAborted
        );
        return TypedResults.Redirect(query.Query.ToString());
    }

    private static void MapControl(IEndpointRouteBuilder endpoints, string path, Func<ResubmissionJob, Task> action) =>
        endpoints
            .MapPost(
                path,
                async (HttpContext http, Resubmissions resubmissions) =>
                {
                    IFormCollection form = await http.Request.ReadFormAsync(http.RequestAborted);
                    await resubmissions.ControlAsync(form["id"].ToString(), action);
                    return TypedResults.Redirect(LetterQuery.Read(name => form[name]).Query.ToString());
                }
            )
            .RequireAuthorization(ConsoleRights.Operate);
}
