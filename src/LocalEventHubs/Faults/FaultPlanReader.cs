using System.Text.Json;

namespace ModelData.LocalEventHubs.Faults;

/// <summary>Reads a plan from JSON, and goes on behind each problem, so that all are told at once.</summary>
internal static class FaultPlanReader
{
    private const int MostRules = 1000;

    private static readonly JsonDocumentOptions Options = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Reads a plan; never throws, whatever the bytes are.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="problems">Takes what is wrong, each with its place and its mend.</param>
    public static FaultPlan? Read(ReadOnlyMemory<byte> utf8, List<string> problems)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(utf8, Options);
            return ReadPlan(json.RootElement, problems);
        }
        catch (JsonException e)
        {
            problems.Add($"line {e.LineNumber + 1}: it is not JSON there; mend the syntax.");
            return null;
        }
    }

    private static FaultPlan? ReadPlan(JsonElement root, List<string> problems)
    {
        var fields = new FaultFields(root, "plan", problems);
        int seed = (int)(fields.ReadNumber("seed", int.MinValue, int.MaxValue) ?? 0);
        var rules = new List<FaultRule>();
        if (fields.Take("rules") is not { ValueKind: JsonValueKind.Array } list)
        {
            problems.Add("plan: 'rules' is a list of rules; write \"rules\": [ ... ].");
        }
        else if (list.GetArrayLength() > MostRules)
        {
            problems.Add($"plan: there are more than {MostRules} rules; leave some out.");
        }
        else
        {
            int i = 0;
            foreach (JsonElement element in list.EnumerateArray())
            {
                ReadRule(element, $"rules[{i++}]", rules, problems);
            }
        }

        fields.RefuseTheRest();
        return new FaultPlan { Seed = seed, Rules = rules };
    }

    private static void ReadRule(JsonElement element, string place, List<FaultRule> rules, List<string> problems)
    {
        int before = problems.Count;
        var fields = new FaultFields(element, place, problems);
        FaultLink? link = fields.ReadName<FaultLink>("link");
        FaultAction? action = fields.ReadName<FaultAction>("do");
        var rule = new FaultRule
        {
            Link = link ?? default,
            Action = action ?? default,
            Hub = fields.ReadText("hub"),
            Partition = fields.ReadText("partition"),
            After = fields.ReadNumber("after", 0, long.MaxValue),
            Every = fields.ReadNumber("every", 1, long.MaxValue),
            Chance = fields.ReadFraction("chance"),
            At = fields.ReadTime("at"),
            Times = (int?)fields.ReadNumber("times", 1, int.MaxValue),
            Condition = fields.ReadText("condition"),
            Text = fields.ReadText("text"),
            Delay = fields.ReadTime("delay"),
            IsApplied = fields.ReadFlag("applied"),
        };
        fields.RefuseTheRest();
        if (problems.Count == before)
        {
            // What is not even read is not judged.
            problems.AddRange(FaultRuleCheck.GetProblems(rule).Select(problem => $"{place}: {problem}"));
        }

        rules.Add(rule);
    }
}
