using System.Text;

namespace ModelData.Interop.Wire;

/// <summary>The comparison as a document.</summary>
internal static class WireDocument
{
    private const string Nothing = "-";

    private const string Head = """
        # What our client and the official one say

        The frames that `ModelData.EventHubs` and the official JavaScript SDK (`@azure/event-hubs`) send to the local broker for the same work:
        one event to partition 0, and reading it back. A test captures both, decodes them with a reader of its own, and writes this page; it
        fails when the page is not what the clients say, or when a difference has no reason. To write it anew, run the tests of
        `WireComparisonTests` with `MODELDATA_UPDATE_DOCS=1`.

        Fields that both leave out are not listed; `-` is left out by one. Ids, tokens, times, ports and what describes the machine are
        replaced by what they are.


        """;

    public static string Render(IEnumerable<WireDifference> differences)
    {
        var text = new StringBuilder(Head);
        foreach (var step in differences.GroupBy(it => it.Step))
        {
            text.Append("## ")
                .Append(step.Key)
                .Append("\n\n| field | ours | JavaScript | reason |\n|---|---|---|---|\n");
            foreach (var row in step)
            {
                var reason = row.IsEqual ? "" : row.Reason ?? "**none**";
                text.Append(
                    $"| `{row.Field}` | {Cell(row.Ours)} | {(row.IsEqual ? "the same" : Cell(row.Theirs))} | {reason} |\n"
                );
            }
            text.Append('\n');
        }
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string Cell(string? value) =>
        value is null ? Nothing : $"`{value.Replace("|", "\\|", StringComparison.Ordinal)}`";
}
