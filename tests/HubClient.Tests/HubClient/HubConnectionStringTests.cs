namespace ModelData.HubClient;

[Trait("Level", "Unit")]
public sealed class HubConnectionStringTests
{
    private const string Credentials = "SharedAccessKeyName=rule;SharedAccessKey=c2VjcmV0PT0=";

    [Fact]
    public void Parse_PortalForm_MeansTls()
    {
        HubConnectionString sut = HubConnectionString.Parse(
            $"Endpoint=sb://ns1.servicebus.windows.net/;{Credentials};EntityPath=hub1"
        );

        Assert.Equal(("ns1.servicebus.windows.net", null, true), (sut.Host, sut.Port, sut.UsesTls));
        Assert.Equal(("hub1", "rule", "c2VjcmV0PT0=", null), (sut.HubName, sut.KeyName, sut.Key, sut.Signature));
    }

    [Theory]
    [InlineData("Endpoint=sb://localhost;{0};UseDevelopmentEmulator=true;", "localhost", null, false)]
    [InlineData("endpoint=SB://localhost:6000;{0};usedevelopmentemulator=TRUE", "localhost", 6000, false)]
    [InlineData(" Endpoint = sb://127.0.0.1:5999/ ; {0} ; UseDevelopmentEmulator = True ; ", "127.0.0.1", 5999, false)]
    [InlineData("Endpoint=amqps://h:1/;{0};UseDevelopmentEmulator=false", "h", 1, true)]
    [InlineData("Endpoint=ns1.servicebus.windows.net;{0}", "ns1.servicebus.windows.net", null, true)]
    public void Parse_Variants_AreUnderstood(string text, string host, int? port, bool usesTls)
    {
        HubConnectionString sut = HubConnectionString.Parse(text.Replace("{0}", Credentials, StringComparison.Ordinal));

        Assert.Equal((host, port, usesTls), (sut.Host, sut.Port, sut.UsesTls));
    }

    [Theory]
    [InlineData($"{Credentials}", "Endpoint")]
    [InlineData($"Endpoint=sb://;{Credentials}", "Endpoint")]
    [InlineData($"Endpoint=sb//h;{Credentials}", "Endpoint")]
    [InlineData($"Endpoint=sb:/h;{Credentials}", "Endpoint")]
    [InlineData("Endpoint=sb://h", "SharedAccessKey")]
    [InlineData("Endpoint=sb://h;SharedAccessKeyName=topsecret", "SharedAccessKey")]
    [InlineData("Endpoint=sb://h;SharedAccessKey=topsecret", "SharedAccessKey")]
    [InlineData($"Endpoint=sb://h;{Credentials};SharedAccessSignature=topsecret", "SharedAccessSignature")]
    [InlineData("Endpoint=sb://h;SharedAccessKeyName=;SharedAccessKey=topsecret", "SharedAccessKeyName")]
    [InlineData($"Endpoint=sb://h;{Credentials};SharedAccessKey=topsecret", "SharedAccessKey")]
    [InlineData($"Endpoint=sb://h;{Credentials};UseDevelopmentEmulator=topsecret", "UseDevelopmentEmulator")]
    [InlineData("Endpoint=sb://h;topsecret", "'='")]
    [InlineData("Endpoint=sb://h;topsecret=;SharedAccessKeyName=a", "empty")]
    public void Parse_Malformed_NamesThePartAndNeverAValue(string text, string part)
    {
        FormatException failure = Assert.Throws<FormatException>(() => HubConnectionString.Parse(text));

        Assert.Contains(part, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecret", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_KeyTooLong_IsRefused()
    {
        string text = "Endpoint=sb://h;SharedAccessKeyName=n;SharedAccessKey=" + new string('x', 257);

        Assert.Throws<FormatException>(() => HubConnectionString.Parse(text));
    }

    [Fact]
    public void ToString_Any_ContainsNoSecret() =>
        Assert.Equal("h/", HubConnectionString.Parse($"Endpoint=sb://h;{Credentials}").ToString());

    [Theory]
    [InlineData($"Endpoint=sb://h;{Credentials}")]
    [InlineData($"Endpoint=sb://h:5999;{Credentials};UseDevelopmentEmulator=true")]
    [InlineData("Endpoint=sb://h;SharedAccessSignature=SharedAccessSignature sr=x&sig=y%3D&se=1&skn=k")]
    public void ToOfficial_Any_IsTheSameAgain(string text)
    {
        HubConnectionString sut = HubConnectionString.Parse(text);

        Assert.Equal(sut, HubConnectionString.Parse(sut.ToOfficial()));
    }
}
