namespace ModelData.Console.Pages;

/// <summary>A page of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">What stands on the page.</param>
/// <param name="Number">The page, from 1 on.</param>
/// <param name="Pages">How many pages there are, at least 1.</param>
/// <param name="Total">How many items there are in all.</param>
public sealed record Paged<T>(IReadOnlyList<T> Items, int Number, int Pages, int Total);

/// <summary>Cuts lists into pages.</summary>
internal static class Paged
{
    /// <summary>Cuts a page out of a list; one that there is not is the nearest.</summary>
    public static Paged<T> Of<T>(IReadOnlyList<T> all, int? number, int size)
    {
        int pages = Math.Max(1, (all.Count + size - 1) / size);
        int shown = Math.Clamp(number ?? 1, 1, pages);
        return new Paged<T>([.. all.Skip((shown - 1) * size).Take(size)], shown, pages, all.Count);
    }
}
