using Azure;
using Azure.Identity;
using Azure.Messaging.EventHubs;
using ModelData.Cli.Commands;

namespace ModelData.Cli.Tests.Commands;

/// <summary>Whatever a client throws is one line with the mend, unless it is a fault of the tool.</summary>
[Trait("Level", "Unit")]
public sealed class CommandActionsTests
{
    public static TheoryData<Exception, string> Failures =>
        new()
        {
            {
                new AggregateException(Silent(), Silent()),
                "Storage does not answer: Connection refused (name:443). Look at"
            },
            { new AggregateException(Silent(), new TaskCanceledException()), "There was no answer in time. Look at" },
            { new TaskCanceledException(), "There was no answer in time. Look at" },
            { new AggregateException(new AggregateException(Silent())), "Storage does not answer" },
            {
                new RequestFailedException(403, "No.\nHeaders: x", "AuthorizationFailure", null),
                "403 AuthorizationFailure: No. Look at"
            },
            { new AuthenticationFailedException("No token."), "az login" },
            { new EventHubsException(true, "hub", "No route."), "The hub refused or does not answer: No route" },
            { new HttpRequestException("No such host"), "There is no connection: No such host. Look at" },
        };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Explain_WhatClientsThrow_NamesTheCauseAndTheMend(Exception exception, string text)
    {
        string? problem = Explanation.Of(exception);
        Assert.Contains(text, problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem!);
    }

    [Fact]
    public void Explain_AFaultOfTheTool_IsNone() => Assert.Null(Explanation.Of(new InvalidOperationException("fault")));

    private static RequestFailedException Silent() => new("Connection refused (name:443)");
}
