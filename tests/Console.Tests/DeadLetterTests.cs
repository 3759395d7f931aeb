using System.Net;
using Azure.Messaging.EventHubs.Producer;
using Microsoft.Extensions.DependencyInjection;
using ModelData.Console.Audit;
using ModelData.Console.DeadLetters;
using ModelData.Integration;
using ModelData.Testing;

namespace ModelData.Console.Tests;

/// <summary>Dead letters in the console: chosen, sent again, and written down.</summary>
[Trait("Level", "Integration")]
public sealed class DeadLetterTests(AzuriteFixture azurite)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task List_ByReasonTimeAndAddress_ChoosesAsTheToolDoes()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite);
        await DeadLetterPacks.WriteAsync(rig.Pipeline, 0, 150);
        await DeadLetterPacks.WriteAsync(rig.Pipeline, 1_000, 5, "corrupt-encoding");
        string all = await rig.Browser.ReadAsync("/dead-letters");
        Assert.Contains("Page 1 of 2, 155 in all", all);
        Assert.Contains("Send these 155 letters again", all);
        string some = await rig.Browser.ReadAsync("/dead-letters?reason=corrupt-encoding");
        Assert.Contains("Send these 5 letters again", some);
        Assert.Contains("150", some);
        Assert.Contains("There are none", await rig.Browser.ReadAsync("/dead-letters?before=2026-03-07"));
        Assert.Contains(
            "Send these 155",
            await rig.Browser.ReadAsync("/dead-letters?from=2026-03-07&workspace=sub/rg/ws&model=model")
        );
        Assert.Contains("There are none", await rig.Browser.ReadAsync("/dead-letters?service=other"));
        using HttpResponseMessage wrong = await rig.Browser.GetAsync("/dead-letters?from=07/03/2026");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task Resubmit_SomeLetters_SendsEachOnceAndWritesItDownBeforeAndAfter()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite);
        await DeadLetterPacks.WriteAsync(rig.Pipeline, 0, 20);
        await DeadLetterPacks.WriteAsync(rig.Pipeline, 1_000, 5, "corrupt-encoding");
        const string Some = "/dead-letters?reason=corrupt-encoding";
        using HttpResponseMessage answer = await rig.Browser.SubmitAsync(Some, "/dead-letters/resubmit");
        Assert.Equal(Some, $"{answer.Headers.Location}");
        ResubmissionProgress done = await EndAsync(rig);
        Assert.Equal((ResubmissionState.Done, 5, 0), (done.State, done.Sent, done.Impossible));
        Assert.Equal(5, await EventsAsync(rig));

        using HttpResponseMessage all = await rig.Browser.SubmitAsync("/dead-letters", "/dead-letters/resubmit");
        done = await EndAsync(rig);
        Assert.Equal((20, 5), (done.Sent, done.Before));
        Assert.Equal(25, await EventsAsync(rig));
        Assert.Contains("25 of them were sent before", await rig.Browser.ReadAsync("/dead-letters"));

        string audit = await rig.Browser.ReadAsync("/audit");
        Assert.Contains("5 dead letters (reason corrupt-encoding)", audit);
        Assert.Contains("done: 20 sent, 5 sent before, 0 cannot be sent again, of 25", audit);
        Assert.DoesNotContain("not known", audit);
    }

    [Fact]
    public async Task Resubmit_PausedContinuedAndCancelled_MarksWhatItSent()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite);
        await DeadLetterPacks.WriteAsync(rig.Pipeline, 0, 400);
        using HttpResponseMessage start = await rig.Browser.SubmitAsync("/dead-letters", "/dead-letters/resubmit");
        var jobs = rig.Console.Services.GetRequiredService<Resubmissions>();
        await Eventually.IsTrueAsync(() => jobs.Last!.Sent > 0, Deadline, "the first letter to be sent");
        using HttpResponseMessage pause = await rig.Browser.SubmitAsync("/dead-letters", "/dead-letters/pause");
        Assert.Equal(ResubmissionState.Paused, jobs.Last!.State);

        // One at a time.
        string page = await rig.Browser.ReadAsync("/dead-letters");
        Assert.DoesNotContain("id=\"resubmit\"", page);
        using HttpResponseMessage second = await rig.Browser.PostAsync(
            "/dead-letters/resubmit",
            [ConsoleClient.TokenOf(page), new("letter", DeadLetterPacks.NameOf(399))]
        );
        Assert.Contains("A resubmission is under way", await second.Content.ReadAsStringAsync());
        Assert.Contains("Time left", page);

        int before = jobs.Last!.Done;
        Dictionary<string, string> form = ConsoleClient.FieldsOf(page, "/dead-letters/pause");
        using HttpResponseMessage go = await rig.Browser.PostAsync("/dead-letters/continue", form);
        await Eventually.IsTrueAsync(() => jobs.Last!.Done > before + 1, Deadline, "it to go on");
        using HttpResponseMessage cancel = await rig.Browser.PostAsync("/dead-letters/cancel", form);
        ResubmissionProgress end = await EndAsync(rig);
        Assert.Equal(ResubmissionState.Cancelled, end.State);
        Assert.InRange(end.Sent, 1, 399);
        Assert.Equal(end.Sent, await EventsAsync(rig));
        Assert.Contains($"{end.Sent} of them were sent before", await rig.Browser.ReadAsync("/dead-letters"));
        Assert.Contains($"cancelled: {end.Sent} sent", await rig.Browser.ReadAsync("/audit"));
    }

    [Fact]
    public async Task Resubmit_AuditCannotBeWritten_SendsNothing()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite);
        await DeadLetterPacks.WriteAsync(rig.Pipeline, 0, 1);
        Dictionary<string, string> form = ConsoleClient.FieldsOf(
            await rig.Browser.ReadAsync("/dead-letters"),
            "/dead-letters/resubmit"
        );
        await rig.Pipeline.State.DeleteAsync();
        using HttpResponseMessage answer = await rig.Browser.PostAsync("/dead-letters/resubmit", form);
        Assert.Contains(
            "Nothing was done, since it could not be written down",
            await answer.Content.ReadAsStringAsync()
        );
        Assert.Null(rig.Console.Services.GetRequiredService<Resubmissions>().Last);
        Assert.Equal(0, await EventsAsync(rig));
    }

    [Fact]
    public async Task Resubmit_HubThatTakesNothing_EndsAndSaysSo()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite);
        await DeadLetterPacks.WriteAsync(rig.Pipeline, 0, 1);
        await rig.Browser.ReadAsync("/dead-letters");
        await rig.Pipeline.Broker.DeleteHubAsync(Pipeline.Hub);
        using HttpResponseMessage answer = await rig.Browser.SubmitAsync("/dead-letters", "/dead-letters/resubmit");
        ResubmissionProgress end = await EndAsync(rig);
        Assert.Equal(ResubmissionState.Failed, end.State);
        Assert.Contains("hub", end.Failure);
        Assert.Contains("It did not come to its end", await rig.Browser.ReadAsync("/dead-letters"));
        Assert.Contains("failed: 0 sent", await rig.Browser.ReadAsync("/audit"));
    }

    [Fact]
    public async Task Audit_IntentWithoutAnEnd_IsShownAsNotKnown()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite);
        var audit = rig.Console.Services.GetRequiredService<AuditLog>();
        await audit.IntendAsync("eve <b>", "resubmit", "1 dead letter", default);
        AuditEntry other = await audit.IntendAsync("ada", "resubmit", "2 dead letters", default);
        await audit.DoneAsync(other, "done: 2 sent");
        string page = await rig.Browser.ReadAsync("/audit");
        Assert.Contains("eve &lt;b&gt;", page);
        Assert.Equal(2, page.Split("not known").Length);
        Assert.Contains("done: 2 sent", page);
        string name = Assert.Single(await Pipeline.NamesAsync(rig.Pipeline.State), it => it.StartsWith("audit/"));
        Assert.Matches(@"^audit/\d{4}/\d{2}/\d{2}\.jsonl$", name);
    }

    private static async Task<ResubmissionProgress> EndAsync(ConsoleRig rig)
    {
        var jobs = rig.Console.Services.GetRequiredService<Resubmissions>();
        await Eventually.IsTrueAsync(
            () => jobs.Last?.IsOpen == false,
            Deadline,
            () => $"the resubmission to end; it is {jobs.Last}"
        );
        return jobs.Last!;
    }

    private static async Task<long> EventsAsync(ConsoleRig rig)
    {
        await using var hub = new EventHubProducerClient(rig.Pipeline.Broker.ConnectionString, Pipeline.Hub);
        return (await hub.GetPartitionPropertiesAsync(DeadLetterPacks.Partition)).LastEnqueuedSequenceNumber + 1;
    }
}
