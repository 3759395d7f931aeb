using Microsoft.Extensions.Time.Testing;

namespace ModelData.LocalEventHubs.Authorization;

/// <summary>The tokens were made by another program (Python's hmac and urllib), so that one mistake cannot hide in both ends.</summary>
[Trait("Level", "Unit")]
public sealed class TokenVerifierTests
{
    private const string Token =
        "SharedAccessSignature sr=sb%3A%2F%2F127.0.0.1%3A5672%2Fmodeldata&sig=3c8XVXG9u6nvTxMupve3aIIjZ6IZyw7k%2Fx3Z90J9FLo%3D&"
        + "se=4102444800&skn=RootManageSharedAccessKey";

    private const string LowerCaseToken =
        "SharedAccessSignature sr=amqps%3a%2f%2flocalhost%2fmodeldata&sig=Xjb4%2FftcrFWkurr70Nh4fG2XzAiSkFEI%2BlXopJKa6D8%3D&"
        + "se=4102444800&skn=RootManageSharedAccessKey";

    private const string OldToken =
        "SharedAccessSignature sr=sb%3A%2F%2F127.0.0.1%3A5672%2Fmodeldata&sig=Hzb5acwXwDFvbC2SOZuSkIrkMzs71EzV3%2BCnL8dFljQ%3D&"
        + "se=1700000000&skn=RootManageSharedAccessKey";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    [Theory]
    [InlineData(Token, "modeldata")]
    [InlineData(Token, "modeldata/Partitions/0")]
    [InlineData(Token, "MODELDATA/ConsumerGroups/$Default/Partitions/0")]
    [InlineData(LowerCaseToken, "ModelData/Partitions/0")]
    public void VerifySignature_GoodToken_Allows(string token, string audience)
    {
        TokenFailure failure = CreateSut().VerifySignature(token, audience, out Claim claim);

        Assert.Equal(TokenFailure.None, failure);
        Assert.Equal(new Claim(audience, AccessRights.Manage, DateTimeOffset.FromUnixTimeSeconds(4102444800)), claim);
    }

    [Theory]
    [InlineData("other")]
    [InlineData("modeldata2")]
    [InlineData("")]
    public void VerifySignature_OutsideItsResource_Refuses(string audience) =>
        Assert.Equal(TokenFailure.OutOfScope, CreateSut().VerifySignature(Token, audience, out _));

    [Fact]
    public void VerifySignature_OldToken_IsExpired() =>
        Assert.Equal(TokenFailure.Expired, CreateSut().VerifySignature(OldToken, "modeldata", out _));

    [Fact]
    public void VerifySignature_OldTokenWithALaterExpiry_HasABadSignature() =>
        Assert.Equal(
            TokenFailure.BadSignature,
            CreateSut()
                .VerifySignature(
                    OldToken.Replace("se=1700000000", "se=4102444800", StringComparison.Ordinal),
                    "modeldata",
                    out _
                )
        );

    [Fact]
    public void VerifySignature_OtherKey_HasABadSignature()
    {
        var sut = new TokenVerifier(
            [new AuthorizationRule("RootManageSharedAccessKey", "other", AccessRights.Send)],
            _time
        );

        Assert.Equal(TokenFailure.BadSignature, sut.VerifySignature(Token, "modeldata", out _));
    }

    [Fact]
    public void VerifySignature_OtherKeyName_IsUnknown()
    {
        var sut = new TokenVerifier([new AuthorizationRule("other", "SAS_KEY_VALUE", AccessRights.Send)], _time);

        Assert.Equal(TokenFailure.UnknownRule, sut.VerifySignature(Token, "modeldata", out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SharedAccessSignature")]
    [InlineData("SharedAccessSignature ")]
    [InlineData("SharedAccessSignature sr=a&sig=b&se=1")]
    [InlineData("SharedAccessSignature sr=a&sig=b&se=x&skn=n")]
    [InlineData("SharedAccessSignature sr=a&sig=b&se=-5&skn=n")]
    [InlineData("SharedAccessSignature sr=a&sig=b&se=99999999999999999999&skn=n")]
    [InlineData("SharedAccessSignature sr=a&sig=b&se=253402300800&skn=n")]
    [InlineData("SharedAccessSignature srsig")]
    [InlineData("Bearer sr=a&sig=b&se=1&skn=n")]
    public void VerifySignature_OtherText_IsMalformed(string token) =>
        Assert.Equal(TokenFailure.Malformed, CreateSut().VerifySignature(token, "modeldata", out _));

    [Theory]
    [InlineData("SharedAccessSignature sr=%zz&sig=%%%&se=4102444800&skn=RootManageSharedAccessKey")]
    [InlineData("SharedAccessSignature sr=a&sig=AAAA&se=4102444800&skn=RootManageSharedAccessKey")]
    public void VerifySignature_BrokenSignature_IsRefused(string token) =>
        Assert.Equal(TokenFailure.BadSignature, CreateSut().VerifySignature(token, "modeldata", out _));

    [Fact]
    public void VerifyKey_RightAndWrongKey_AreToldApart()
    {
        TokenVerifier sut = CreateSut();

        Assert.Equal(AccessRights.Manage, sut.VerifyKey("RootManageSharedAccessKey", "SAS_KEY_VALUE")?.Rights);
        Assert.Null(sut.VerifyKey("RootManageSharedAccessKey", "SAS_KEY_VALU"));
        Assert.Null(sut.VerifyKey("nobody", "SAS_KEY_VALUE"));
        Assert.Null(sut.VerifyKey("nobody", ""));
    }

    private TokenVerifier CreateSut() => new([AuthorizationRule.Default], _time);
}
