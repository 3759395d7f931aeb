namespace ModelData.LocalEventHubs.Faults;

/// <summary>Finds everything that is wrong with a rule, and says how to mend it.</summary>
internal static class FaultRuleCheck
{
    private static readonly TimeSpan MostDelay = TimeSpan.FromDays(1);

    public static IEnumerable<string> GetProblems(FaultRule rule)
    {
        int whens = Count(rule.After) + Count(rule.Every) + Count(rule.Chance) + Count(rule.At);
        bool isRequest = rule.Link is FaultLink.Cbs or FaultLink.Management;
        bool hasCondition =
            rule.Action is FaultAction.Detach or FaultAction.Close or FaultAction.Refuse or FaultAction.Reject;
        bool hasDelay = rule.Action is FaultAction.DelayAnswer or FaultAction.Stall;
        (bool IsWrong, string Problem)[] rules =
        [
            (whens != 1, "one of 'after', 'every', 'chance' and 'at' says when; give exactly one."),
            (rule.After < 0, "'after' is a number of events; give 0 or more."),
            (rule.Every < 1, "'every' is a number of events; give 1 or more."),
            (rule.Chance is { } chance && !(chance > 0 && chance <= 1), "'chance' is above 0 and at most 1."),
            (rule.At < TimeSpan.Zero, "'at' is a time since the start; give 00:00:00 or later."),
            (rule.Times < 1, "'times' is a number; give 1 or more, or leave it out."),
            (rule.At is not null && rule.Times is not null, "'at' comes once; leave 'times' out."),
            (rule.At is not null && !rule.EndsLink, "'at' goes with detach, close, cut and steal; use another time."),
            (
                rule.Action == FaultAction.Reject && rule.Link == FaultLink.Receiver,
                "a receiver has nothing to reject; use detach or refuse."
            ),
            (
                rule.Action is FaultAction.DropAnswer or FaultAction.DelayAnswer && rule.Link == FaultLink.Receiver,
                "a receiver gets no answers; use stall."
            ),
            (rule.Action == FaultAction.Stall && isRequest, "requests are not stalled; use delayAnswer."),
            (
                rule.Action == FaultAction.Steal && rule.Link != FaultLink.Receiver,
                "only receivers are stolen; use detach."
            ),
            (hasCondition && string.IsNullOrWhiteSpace(rule.Condition), "'condition' is missing."),
            (!hasCondition && rule.Condition is not null, "'condition' means nothing here; leave it out."),
            (!hasCondition && rule.Text is not null, "'text' means nothing here; leave it out."),
            (hasDelay && rule.Delay is null, "'delay' is missing."),
            (!hasDelay && rule.Delay is not null, "'delay' means nothing here; leave it out."),
            (
                rule.Delay is { } delay && (delay <= TimeSpan.Zero || delay > MostDelay),
                "'delay' is above zero and at most a day."
            ),
            (
                rule.IsApplied && !(rule is { Link: FaultLink.Sender, EndsLink: true, At: null }),
                "'applied' goes with senders, and detach, close or cut; leave it out."
            ),
            (isRequest && rule.Hub is not null, "requests belong to a connection, not to a hub; leave 'hub' out."),
            (isRequest && rule.Partition is not null, "requests belong to no partition; leave 'partition' out."),
        ];
        return rules.Where(it => it.IsWrong).Select(it => it.Problem);
    }

    private static int Count<T>(T? value)
        where T : struct => value is null ? 0 : 1;
}
