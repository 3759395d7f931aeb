using System.Net;
using System.Text.RegularExpressions;
using ModelData.Console.Local;

namespace ModelData.Console.Tests;

/// <summary>A browser without a screen: it keeps cookies, and fills in forms as they stand on the page.</summary>
internal sealed partial class ConsoleClient : IDisposable
{
    private readonly HttpClient _client;

    public ConsoleClient(LocalConsole console)
    {
        Console = console;
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies })
        {
            BaseAddress = console.Root,
        };
    }

    public LocalConsole Console { get; }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Opens the printed address.</summary>
    public Task<HttpResponseMessage> EnterAsync() => _client.GetAsync(Console.Address);

    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(path);

    public async Task<string> ReadAsync(string path)
    {
        using HttpResponseMessage answer = await GetAsync(path);
        string page = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode}\n{page}");
        return page;
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _client.SendAsync(request);

    public Task<HttpResponseMessage> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> fields) =>
        _client.PostAsync(path, new FormUrlEncodedContent(fields));

    /// <summary>Sends the form of a page that goes to a path, with some fields otherwise.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(
        string page,
        string action,
        params (string Name, string Value)[] fields
    )
    {
        Dictionary<string, string> form = FieldsOf(await ReadAsync(page), action);
        foreach ((string name, string value) in fields)
        {
            form[name] = value;
        }
        return await PostAsync(action, form);
    }

    /// <summary>The token of any form of a page.</summary>
    public static KeyValuePair<string, string> TokenOf(string page)
    {
        KeyValuePair<string, string> token = Fields(page).First(it => it.Key.Contains("RequestVerificationToken"));
        return token;
    }

    /// <summary>The hidden fields of the first form of a page that goes to a path.</summary>
    public static Dictionary<string, string> FieldsOf(string page, string action)
    {
        int start = page.IndexOf($"action=\"{action}\"", StringComparison.Ordinal);
        Assert.True(start >= 0, $"No form goes to {action}:\n{page}");
        int end = page.IndexOf("</form>", start, StringComparison.Ordinal);
        return Fields(page[start..end]).ToDictionary(it => it.Key, it => it.Value);
    }

    public void Dispose() => _client.Dispose();

    private static IEnumerable<KeyValuePair<string, string>> Fields(string html) =>
        Hidden()
            .Matches(html)
            .Select(it =>
                KeyValuePair.Create(
                    WebUtility.HtmlDecode(it.Groups["name"].Value),
                    WebUtility.HtmlDecode(it.Groups["value"].Value)
                )
            );

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]*)"(?: value="(?<value>[^"]*)")?""")]
    private static partial Regex Hidden();
}
