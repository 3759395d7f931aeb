using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ModelData.Console.Pages;
using ModelData.Operations.DeadLetters;

namespace ModelData.Console.DeadLetters;

/// <summary>The list of dead letters, and the page of each.</summary>
internal static class LetterPages
{
    public const string List = "/dead-letters";
    public const string One = "/dead-letters/letter";

    private const int PageSize = 100;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(List, ListAsync).RequireAuthorization(ConsoleRights.Read);
        endpoints.MapGet(One, ShowAsync).RequireAuthorization(ConsoleRights.Read);
    }

    public static Query Of(string name) => new(One, [("name", name)]);

    private static async Task<IResult> ListAsync(
        HttpContext http,
        LetterCatalog catalog,
        Resubmissions resubmissions,
        int? page
    )
    {
        var query = LetterQuery.Read(name => http.Request.Query[name]);
        LetterFilter filter = query.ToFilter();
        (IReadOnlyList<ListedLetter> listed, TimeSpan age) = await catalog.ListAsync(filter, http.RequestAborted);
        LetterFilter anyReason = filter with { Reason = null };
        List<ListedLetter> ofAnyReason = [.. listed.Where(anyReason.Includes)];
        List<ListedLetter> letters = [.. ofAnyReason.Where(filter.Includes)];
        List<ListedLetter> sendable = [.. letters.Where(filter.IsSent)];
        return Page.Of<LettersPage>(
            http,
            new LetterListModel(
                query,
                Paged.Of(letters, page, PageSize),
                [
                    .. ofAnyReason
                        .GroupBy(it => it.Reason, StringComparer.Ordinal)
                        .Select(it => (it.Key, it.Count()))
                        .OrderByDescending(it => it.Item2)
                        .ThenBy(it => it.Key, StringComparer.Ordinal),
                ],
                sendable.Count,
                sendable.Count(it => it.Resubmitted is not null),
                age,
                resubmissions.Last
            )
        );
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http,
        ConsolePlaces places,
        TimeProvider time,
        string? name
    )
    {
        var store = new LetterStore(places.Pipeline.DeadLetters, time);
        StoredLetter stored = await store.ReadAsync(name ?? "", http.RequestAborted);
        bool isShown = http.User.HasClaim(ConsoleRights.Claim, ConsoleRights.Preview);
        bool isEvent = LetterJson.TryRead(stored.Content, out Letter? letter, out string? problem);
        string? body =
            !isShown ? null
            : !isEvent ? LetterBody.Describe(stored.Content, isBrotli: false)
            : letter!.BodyValue is { } value ? Printable.Lines(value)
            : LetterBody.Describe(letter.Body, letter.IsBrotli);
        return Page.Of<LetterPage>(http, new LetterModel(stored, letter, problem, body));
    }
}
