using System.Net;
using ModelData.Console.Local;
using ModelData.Testing;

namespace ModelData.Console.Tests;

/// <summary>Who gets into a console on this machine.</summary>
[Trait("Level", "Integration")]
public sealed class SignInTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Pages_WithoutASession_AreClosed()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite, enters: false);
        foreach (string path in Pages.All)
        {
            using HttpResponseMessage answer = await rig.Browser.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Contains("Open the address", await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Enter_Token_OpensOneSession()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite, enters: false);
        using HttpResponseMessage wrong = await rig.Browser.GetAsync("/enter?token=AAAA");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);

        using HttpResponseMessage first = await rig.Browser.EnterAsync();
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        string cookie = Assert.Single(first.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=strict", cookie);
        Assert.Contains("ada@desk", await rig.Browser.ReadAsync("/workers"));

        using var other = new ConsoleClient(rig.Console);
        using HttpResponseMessage second = await other.EnterAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
        Assert.False(second.Headers.Contains("Set-Cookie"));
        using HttpResponseMessage page = await other.GetAsync("/workers");
        Assert.Equal(HttpStatusCode.Unauthorized, page.StatusCode);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:{port}")]
    [InlineData("localhost.evil.example:{port}")]
    [InlineData("127.0.0.2:{port}")]
    [InlineData("127.0.0.1:1")]
    [InlineData("localhost")]
    public async Task Page_UnderAForeignName_IsNotAnswered(string host)
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite);
        string name = host.Replace("{port}", $"{rig.Console.Root.Port}", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/workers") { Headers = { Host = name } };
        using HttpResponseMessage answer = await rig.Browser.SendAsync(request);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task Page_UnderAnOwnNameWithThePort_IsAnswered(string host)
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/workers")
        {
            Headers = { Host = $"{host}:{rig.Console.Root.Port}" },
        };
        using HttpResponseMessage answer = await rig.Browser.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Pages_Headers_LetNothingInFromElsewhere()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite);
        foreach (string path in Pages.All)
        {
            using HttpResponseMessage answer = await rig.Browser.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy);
            Assert.DoesNotContain("unsafe", policy);
            Assert.Contains("frame-ancestors 'none'", policy);
            Assert.Equal("no-store", $"{answer.Headers.CacheControl}");
            string page = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotContain(" style=", page);
            Assert.DoesNotContain("<style", page);
            Assert.DoesNotContain(" onclick=", page);
            Assert.DoesNotContain("src=\"http", page);
            Assert.DoesNotContain("href=\"http", page);
        }
    }

    [Fact]
    public async Task Start_TakenPort_SaysSo()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite, enters: false);
        var e = await Assert.ThrowsAsync<IOException>(() =>
            LocalConsole.StartAsync(
                new LocalConsoleOptions
                {
                    Places = rig.Places,
                    Who = "x",
                    Port = rig.Console.Root.Port,
                }
            )
        );
        Assert.Contains("address already in use", e.Message);
    }
}
