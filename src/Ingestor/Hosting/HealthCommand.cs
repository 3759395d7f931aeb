namespace ModelData.Ingestor.Hosting;

/// <summary>
/// <c>ModelData.Ingestor health [path]</c>: asks the worker of the same container how it is, for the health check of an image that has neither shell nor curl.
/// Ends with 0 when the answer is 200, else with 1 and the answer on standard error.
/// </summary>
internal static class HealthCommand
{
    private const string Name = "health";
    private const string DefaultPorts = "8080";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public static bool IsMeant(string[] args) => args is [Name] or [Name, _];

    public static async Task<int> RunAsync(string[] args, TextWriter errors)
    {
        string path = args.Length > 1 ? args[1].TrimStart('/') : "healthz";
        using var http = new HttpClient { Timeout = Timeout };
        try
        {
            using var answer = await http.GetAsync(new Uri(FindAddress(), path));
            if (answer.IsSuccessStatusCode)
            {
                return 0;
            }

            await errors.WriteAsync(await answer.Content.ReadAsStringAsync());
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or UriFormatException)
        {
            await errors.WriteLineAsync(e.Message);
        }

        return 1;
    }

    // As the web host itself finds out where to listen.
    private static Uri FindAddress()
    {
        string? urls = Environment.GetEnvironmentVariable("ASPNETCORE_URLS");
        string ports = Environment.GetEnvironmentVariable("ASPNETCORE_HTTP_PORTS") ?? DefaultPorts;
        string url = string.IsNullOrEmpty(urls) ? $"http://*:{ports.Split(';')[0]}" : urls.Split(';')[0];
        return new Uri(
            url.Replace("//*", "//127.0.0.1", StringComparison.Ordinal)
                .Replace("//+", "//127.0.0.1", StringComparison.Ordinal)
                .Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal)
                .Replace("//[::]", "//127.0.0.1", StringComparison.Ordinal)
        );
    }
}
