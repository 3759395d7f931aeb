using System.Text;
using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ModelData.Console.Assets;
using ModelData.Console.Pages;
using ModelData.Ingestion.Diagnostics;

namespace ModelData.Console.Help;

/// <summary>The page of the documents that has a section for each known problem, as this release has it.</summary>
internal static class HelpEndpoints
{
    private const string Path = "/help/troubleshooting";

    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseAutoIdentifiers(Markdig.Extensions.AutoIdentifiers.AutoIdentifierOptions.GitHub)
        .DisableHtml()
        .Build();

    private static readonly Lazy<MarkupString> Document = new(Render);

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapGet(Path, (HttpContext http) => Page.Of<HelpPage>(http, Document.Value))
            .RequireAuthorization(ConsoleRights.Read);

    /// <summary>Where a problem is explained.</summary>
    public static string Link(KnownProblem problem) => $"{Path}#{Uri.EscapeDataString(problem.Code)}";

    private static MarkupString Render()
    {
        MarkdownDocument document = Markdig.Markdown.Parse(
            Encoding.UTF8.GetString(ConsoleAssets.Read("troubleshooting.md")),
            Markdown
        );
        // The other pages are not here: their names stay, without a link that leads nowhere.
        foreach (LinkInline link in document.Descendants<LinkInline>().ToList())
        {
            if (link.Url?.StartsWith('#') != true)
            {
                link.ReplaceBy(new EmphasisInline { DelimiterChar = '*', DelimiterCount = 1 }, copyChildren: true);
            }
        }
        // A wide table scrolls by itself.
        foreach (Markdig.Extensions.Tables.Table table in document.Descendants<Markdig.Extensions.Tables.Table>())
        {
            table.GetAttributes().AddClass("prose");
        }
        return new MarkupString(document.ToHtml(Markdown));
    }
}
