namespace ModelData.HubClient;

[Trait("Level", "Unit")]
public sealed class PeerTextTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("The messaging entity 'hub' could not be found.", "The messaging entity 'hub' could not be found.")]
    [InlineData("two\r\nlines\u2028and\0more", "two lines and more")]
    [InlineData("sr=a&sig=abc%2B%3D&se=1", "sr=a&sig=***&se=1")]
    [InlineData("SharedAccessKeyName=k;SharedAccessKey=abc+/=;x", "SharedAccessKeyName=k;SharedAccessKey=***;x")]
    [InlineData("token eyJhbGciOi.eyJzdWIi.c2ln refused", "token eyJ*** refused")]
    [InlineData("Authorization: Bearer abc.def, no", "Authorization: Bearer ***, no")]
    [InlineData("keyJobs are 😀", "keyJobs are 😀")]
    public void Clean_Text_IsFitForALog(string? text, string expected) => Assert.Equal(expected, PeerText.Clean(text));

    [Fact]
    public void Clean_LongText_IsCutAndStillWithoutItsSecret()
    {
        string text = new string('x', 1000) + " sig=" + new string('s', 100_000);

        Assert.Equal(new string('x', 1000) + " sig=***", PeerText.Clean(text));
    }
}
