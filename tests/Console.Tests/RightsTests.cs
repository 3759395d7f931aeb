using System.Net;
using System.Text;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ModelData.Integration;
using ModelData.Testing;

namespace ModelData.Console.Tests;

/// <summary>What somebody may do is held by each endpoint, whatever the page shows.</summary>
[Trait("Level", "Integration")]
public sealed class RightsTests(AzuriteFixture azurite)
{
    private const string Service = "sub/rg/ws/svc";

    [Fact]
    public async Task Endpoints_ThatChangeSomething_AreAllKnownHere()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite, enters: false);
        var posts =
            from endpoint in rig
                .Console.Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
            let methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
            where !methods.SequenceEqual(["GET"])
            select (
                endpoint.RoutePattern.RawText,
                string.Join(',', endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(it => it.Policy))
            );
        Assert.Equal(Pages.Changes.Order(), posts.Order()!);
    }

    [Fact]
    public async Task Reader_ChangesNothingAndSeesNoRows()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite, [ConsoleRights.Read]);
        await DeadLetterPacks.WriteAsync(rig.Pipeline, 0, 1);
        string file = $"{Pipeline.Folder}/data.csv";
        await rig
            .Pipeline.Data.GetBlobClient(file)
            .UploadAsync(BinaryData.FromString("$Timestamp,x\n2026,secret-value\n"));
        foreach ((string path, _) in Pages.Changes)
        {
            using HttpResponseMessage answer = await rig.Browser.PostAsync(
                path,
                [new("name", Service), new("state", "off"), new("etag", ""), new("letter", DeadLetterPacks.NameOf(0))]
            );
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
        Assert.Empty(await Pipeline.NamesAsync(rig.Settings));
        Assert.Empty(await Pipeline.NamesAsync(rig.Pipeline.State));
        Assert.Single(await Pipeline.NamesAsync(rig.Pipeline.DeadLetters));

        foreach (string path in Pages.All)
        {
            Assert.DoesNotContain("method=\"post\"", await rig.Browser.ReadAsync(path));
        }
        using HttpResponseMessage download = await rig.Browser.GetAsync($"/files/download?path={file}");
        Assert.Equal(HttpStatusCode.Forbidden, download.StatusCode);
        Assert.DoesNotContain("secret-value", await rig.Browser.ReadAsync($"/files/file?path={file}"));
        string letter = await rig.Browser.ReadAsync($"/dead-letters/letter?name={DeadLetterPacks.NameOf(0)}");
        Assert.DoesNotContain("00000000-0000-0000-0000-000000000000,0", letter);
        Assert.DoesNotContain("cloudEvents:", letter);
    }

    [Fact]
    public async Task Previewer_SeesRows()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite, [ConsoleRights.Read, ConsoleRights.Preview]);
        await DeadLetterPacks.WriteAsync(rig.Pipeline, 7, 1);
        string file = $"{Pipeline.Folder}/data.csv";
        await rig
            .Pipeline.Data.GetBlobClient(file)
            .UploadAsync(BinaryData.FromString("$Timestamp,x\n2026,secret-value\n"));
        Assert.Contains("secret-value", await rig.Browser.ReadAsync($"/files/file?path={file}"));
        Assert.Contains(
            "00000000-0000-0000-0000-000000000000,7",
            await rig.Browser.ReadAsync($"/dead-letters/letter?name={DeadLetterPacks.NameOf(7)}")
        );
        using HttpResponseMessage download = await rig.Browser.GetAsync($"/files/download?path={file}");
        Assert.Equal("$Timestamp,x\n2026,secret-value\n", await download.Content.ReadAsStringAsync());
        Assert.Equal("attachment", download.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("model-inputs-2026-03-07-data.csv", download.Content.Headers.ContentDisposition?.FileName);
    }

    [Fact]
    public async Task Operator_RedactsAndTakesNoRedactionAway()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite, [ConsoleRights.Read, ConsoleRights.Operate]);
        string page = $"/services/service?name={Service}";
        using HttpResponseMessage add = await rig.Browser.SubmitAsync(
            page,
            "/services/redact",
            ("column", "email"),
            ("method", "drop")
        );
        Assert.Equal(HttpStatusCode.Redirect, add.StatusCode);
        Assert.Equal(
            new ColumnRedaction("email", RedactionMethod.Drop),
            Assert.Single((await ReadAsync(rig)).Redaction)
        );

        using HttpResponseMessage weaker = await rig.Browser.SubmitAsync(
            page,
            "/services/redact",
            ("column", "email"),
            ("method", "hash")
        );
        Assert.Equal(HttpStatusCode.BadRequest, weaker.StatusCode);
        Assert.Contains("may not take redaction away", await weaker.Content.ReadAsStringAsync());
        Dictionary<string, string> form = ConsoleClient.FieldsOf(await rig.Browser.ReadAsync(page), "/services/redact");
        form["column"] = "email";
        using HttpResponseMessage away = await rig.Browser.PostAsync("/services/keep", form);
        Assert.Equal(HttpStatusCode.Forbidden, away.StatusCode);
        Assert.Equal(1, (await ReadAsync(rig)).Revision);
    }

    [Fact]
    public async Task Change_WithoutTheTokenOfAForm_IsNotMade()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite);
        foreach ((string path, _) in Pages.Changes)
        {
            using HttpResponseMessage answer = await rig.Browser.PostAsync(
                path,
                [new("name", Service), new("state", "off"), new("etag", "")]
            );
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains("not one of this console", await answer.Content.ReadAsStringAsync());
        }
        Assert.Empty(await Pipeline.NamesAsync(rig.Settings));
    }

    private static async Task<ServiceSettings> ReadAsync(ConsoleRig rig)
    {
        BlobDownloadResult blob = await rig.Settings.GetBlobClient($"{Service}.json").DownloadContentAsync();
        Assert.True(
            ServiceSettings.TryRead(blob.Content.ToMemory().Span, out ServiceSettings? settings, out _),
            Encoding.UTF8.GetString(blob.Content)
        );
        return settings;
    }
}
