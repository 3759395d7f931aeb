using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using ModelData.Console.Assets;

namespace ModelData.Console.Pages;

/// <summary>A page for whoever is not signed in, or may not do something.</summary>
internal static class PlainPage
{
    /// <summary>Writes one.</summary>
    /// <param name="http">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="title">What it is.</param>
    /// <param name="text">Why, and what to do.</param>
    /// <param name="goesOn">Whether it leads to the first page by itself.</param>
    public static Task WriteAsync(HttpContext http, int status, string title, string text, bool goesOn = false)
    {
        HtmlEncoder encoder = HtmlEncoder.Default;
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        string refresh = goesOn ? """<meta http-equiv="refresh" content="0; url=/">""" : "";
        string link = goesOn ? """<p><a href="/">Go on</a></p>""" : "";
        return http.Response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            {refresh}
            <title>{encoder.Encode(title)} - ModelData</title>
            <link rel="icon" href="{ConsoleAssets.Icon}">
            <link rel="stylesheet" href="{ConsoleAssets.Style}">
            </head>
            <body class="plain">
            <main>
            <h1>{encoder.Encode(title)}</h1>
            <p>{encoder.Encode(text)}</p>
            {link}
            </main>
            </body>
            </html>
            """,
            http.RequestAborted
        );
    }
}
