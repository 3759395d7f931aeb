using System.Text.Json.Nodes;

namespace ModelData.Interop;

/// <summary>What several tests ask the SDK to do.</summary>
internal static class Hubs
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>The hub's and its partitions' properties.</summary>
    public static async Task<JsonObject> DescribeAsync(string connectionString)
    {
        var said = await JavaScriptSdk.RunAsync(
            "manage.mjs",
            new { connectionString, hub = BrokerFixture.Hub },
            Deadline
        );
        var answer = Assert.Single(said);
        Assert.False(answer.ContainsKey("error"), answer.ToJsonString());
        return answer;
    }

    /// <summary>Sends events with a property <c>number</c> from 0 on.</summary>
    public static async Task SendAsync(string connectionString, string partitionId, int count, string prefix)
    {
        var said = await JavaScriptSdk.RunAsync(
            "send.mjs",
            new
            {
                connectionString,
                hub = BrokerFixture.Hub,
                mode = "batch",
                count,
                prefix,
                partitionId,
            },
            Deadline
        );
        Assert.Equal(count, Assert.Single(said)["sent"]?.GetValue<int>());
    }

    /// <summary>Reads a number of events of a partition.</summary>
    public static async Task<IReadOnlyList<JsonObject>> ReadAsync(
        string connectionString,
        string partitionId,
        int count,
        object position
    )
    {
        var said = await JavaScriptSdk.RunAsync(
            "read.mjs",
            new
            {
                connectionString,
                hub = BrokerFixture.Hub,
                partitionId,
                count,
                position,
            },
            Deadline
        );
        Assert.DoesNotContain(said, it => it.ContainsKey("error"));
        return [.. said.Select(it => it["event"]).OfType<JsonObject>()];
    }
}
