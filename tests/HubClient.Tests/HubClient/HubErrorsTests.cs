namespace ModelData.HubClient;

[Trait("Level", "Unit")]
public sealed class HubErrorsTests
{
    private const string Hint =
        " For troubleshooting information, see https://aka.ms/azsdk/net/eventhubs/exceptions/troubleshoot";

    [Theory]
    [InlineData("Not allowed." + Hint, false)]
    [InlineData("Cannot create a session when the connection is closing.", true)]
    public void Map_InvalidOperation_MayPassUnlessTheServiceSaysSo(string message, bool isTransient)
    {
        HubException failure = HubErrors.Map(new InvalidOperationException(message));

        Assert.Equal((HubFailureReason.InvalidOperation, isTransient), (failure.Reason, failure.IsTransient));
        Assert.DoesNotContain("troubleshooting", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_SecretBehindTheHintOrWithin_GoesNoFurther()
    {
        Exception[] all =
        [
            new InvalidOperationException("x" + Hint + " sig=topsecret"),
            new InvalidOperationException("x", new TimeoutException("SharedAccessKey=topsecret")),
            new UnauthorizedAccessException("sig=topsecret"),
        ];

        Assert.All(all, e => Assert.DoesNotContain("topsecret", HubErrors.Map(e).ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Map_KnownWithin_IsThat()
    {
        var known = new HubException(HubFailureReason.AuthenticationFailed, false, "no token");

        Assert.Same(known, HubErrors.Map(new InvalidOperationException("wrapped", known)));
        Assert.False(HubErrors.MapSend(new InvalidOperationException("wrapped", known)).IsOutcomeUnknown);
    }

    [Fact]
    public async Task CheckedCredential_StrangersFailure_HasNoneOfItsText()
    {
        var sut = new CheckedCredential(
            Azure.Core.DelegatedTokenCredential.Create((_, _) => throw new InvalidOperationException("topsecret"))
        );

        HubException failure = await Assert.ThrowsAsync<HubException>(async () =>
            await sut.GetTokenAsync(new Azure.Core.TokenRequestContext(["scope"]), default)
        );

        Assert.Equal(HubFailureReason.AuthenticationFailed, failure.Reason);
        Assert.DoesNotContain("topsecret", failure.ToString(), StringComparison.Ordinal);
    }
}
