using System.Net;
using System.Net.Sockets;
using Azure;
using Azure.Identity;
using Microsoft.Identity.Client;

namespace ModelData.HubClient;

[Trait("Level", "Unit")]
public sealed class CredentialFailureTests
{
    public static TheoryData<Exception> Transient =>
        [
            new HttpRequestException("x"),
            new HttpRequestException("x", null, HttpStatusCode.BadGateway),
            new RequestFailedException(0, "x"),
            new RequestFailedException(429, "x"),
            new RequestFailedException(503, "x"),
            new AuthenticationFailedException("x", new HttpRequestException("y", new SocketException())),
            new AuthenticationFailedException("x", new OperationCanceledException()),
            new AuthenticationFailedException("x", new MsalServiceException("code", "Service is unavailable.")),
            new OperationCanceledException(),
        ];

    public static TheoryData<Exception> Final =>
        [
            new CredentialUnavailableException("x"),
            // No identity endpoint on this machine: that is how it looks where there is none.
            new CredentialUnavailableException("x", new RequestFailedException(0, "no route")),
            new AuthenticationFailedException("x"),
            new AuthenticationFailedException("x", new RequestFailedException(400, "x")),
            new AuthenticationFailedException(
                "x",
                new MsalServiceException("code", "AADSTS7000215: Invalid client secret.")
            ),
            new InvalidOperationException("x"),
        ];

    [Theory]
    [MemberData(nameof(Transient), DisableDiscoveryEnumeration = true)]
    public void Map_IdentityServiceOutOfReach_IsTransient(Exception exception)
    {
        HubException failure = CredentialFailure.Map(exception);

        Assert.Equal((HubFailureReason.ServiceCommunicationProblem, true), (failure.Reason, failure.IsTransient));
    }

    [Theory]
    [MemberData(nameof(Final), DisableDiscoveryEnumeration = true)]
    public void Map_Refused_IsFinal(Exception exception)
    {
        HubException failure = CredentialFailure.Map(exception);

        Assert.Equal((HubFailureReason.AuthenticationFailed, false), (failure.Reason, failure.IsTransient));
    }

    [Fact]
    public void Map_TextOfTheIdentityLibrary_IsRepeatedUpToItsFirstLine()
    {
        HubException failure = CredentialFailure.Map(
            new CredentialUnavailableException("EnvironmentCredential: variables are missing.\nMore about it.")
        );

        Assert.Equal(
            "The credential gave no token (CredentialUnavailableException): EnvironmentCredential: variables are missing.",
            failure.Message
        );
    }

    [Fact]
    public void Map_TextOfAStranger_IsNotRepeated()
    {
        HubException failure = CredentialFailure.Map(new InvalidOperationException("client secret: topsecret"));

        Assert.DoesNotContain("topsecret", failure.Message, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException", failure.Message, StringComparison.Ordinal);
    }
}
