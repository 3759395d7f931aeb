using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ModelData.Integration;

/// <summary>
/// What a managed identity looks like from within an App Service or Container App: an address on this machine that gives out tokens,
/// here signed with a key of the test.
/// </summary>
internal sealed class IdentityEndpoint : IAsyncDisposable
{
    public const string Issuer = "https://issuer.example.net/";
    private const string Secret = "c2VjcmV0LWhlYWRlcg";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly RSA _key = RSA.Create(2048);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public IdentityEndpoint()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public string PublicKey => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>The queries of the requests.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>The environment of a program that runs under the identity.</summary>
    public Dictionary<string, string> Environment =>
        new() { ["IDENTITY_ENDPOINT"] = $"http://{_listener.LocalEndpoint}/token", ["IDENTITY_HEADER"] = Secret };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _key.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
            await using NetworkStream stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII, false, 1024, leaveOpen: true);
            string request = await reader.ReadLineAsync(_stop.Token) ?? "";
            bool isAllowed = false;
            while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } field)
            {
                isAllowed |= field.Equals($"X-IDENTITY-HEADER: {Secret}", StringComparison.OrdinalIgnoreCase);
            }

            Requests.Enqueue(Uri.UnescapeDataString(request));
            byte[] body = isAllowed ? Answer() : [];
            string head =
                $"HTTP/1.1 {(isAllowed ? "200 OK" : "401 Unauthorized")}\r\nContent-Type: application/json\r\n";
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes($"{head}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n"),
                _stop.Token
            );
            await stream.WriteAsync(body, _stop.Token);
        }
    }

    private byte[] Answer()
    {
        long expiry = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds();
        string head = Base64Url.EncodeToString("""{"alg":"RS256","typ":"JWT"}"""u8);
        string claims = Base64Url.EncodeToString(
            JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    iss = Issuer,
                    aud = "https://eventhubs.azure.net",
                    exp = expiry,
                    roles = new[] { "Azure Event Hubs Data Receiver" },
                }
            )
        );
        byte[] signature = _key.SignData(
            Encoding.ASCII.GetBytes($"{head}.{claims}"),
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        return JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                access_token = $"{head}.{claims}.{Base64Url.EncodeToString(signature)}",
                expires_on = expiry.ToString(CultureInfo.InvariantCulture),
                resource = "https://eventhubs.azure.net",
                token_type = "Bearer",
            }
        );
    }
}
