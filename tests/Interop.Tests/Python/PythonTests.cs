using System.Text.Json.Nodes;

namespace ModelData.Interop.Python;

/// <summary>The official Python SDK against the broker, over TLS and over WebSockets.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Interop")]
public sealed class PythonTests(SecureBroker fixture) : IClassFixture<SecureBroker>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SendAndRead_OverTlsAndWebSockets_Works(bool webSockets)
    {
        await PythonSdk.RequireAsync();

        JsonObject said = Assert.Single(
            await PythonSdk.RunAsync("roundtrip.py", fixture.Options(webSockets), Deadline)
        );

        Assert.Equal("[]", said["errors"]!.ToJsonString());
        Assert.Equal("""["0","1","2","3"]""", said["partitions"]!.ToJsonString());
        Assert.Equal("""["single-0","single-1","batch-0","batch-1","batch-2"]""", said["bodies"]!.ToJsonString());
        Assert.Equal("[null,null,0,1,2]", said["numbers"]!.ToJsonString());
        Assert.True(said["inOrder"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("wrong", BrokerFixture.Hub)]
    [InlineData(null, "nohub")]
    public async Task Send_WrongKeyOrHub_EndsWithAnError(string? key, string hub)
    {
        await PythonSdk.RequireAsync();

        JsonObject said = Assert.Single(
            await PythonSdk.RunAsync("refused.py", fixture.Options(webSockets: false, key, hub), Deadline)
        );

        Assert.Equal("""{"sent":false,"error":"AuthenticationError"}""", said.ToJsonString());
    }
}
