using Amqp;
using Amqp.Framing;
using ModelData.LocalEventHubs.Amqp;

namespace ModelData.LocalEventHubs.Faults;

/// <summary>Counts what passes, and says which fault it meets. Without a plan nothing does. Thread-safe.</summary>
internal sealed class FaultInjector : IDisposable
{
    private const string DefaultText = "A fault that the plan of the local broker asks for.";

    private readonly Lock _gate = new();
    private readonly RuleState[] _rules;
    private readonly Random _random;
    private readonly HashSet<LinkFaults> _links = [];
    private readonly List<ITimer> _timers = [];

    public FaultInjector(FaultPlan? plan, TimeProvider timeProvider)
    {
        TimeProvider = timeProvider;
        _rules = [.. (plan?.Rules ?? []).Select(rule => new RuleState(rule))];
        // The same events meet the same faults.
        _random = new Random(plan?.Seed ?? 0);
    }

    public TimeProvider TimeProvider { get; }

    /// <summary>Begins to count the time.</summary>
    public void Start()
    {
        foreach (FaultRule rule in _rules.Select(state => state.Rule))
        {
            if (rule.At is { } at)
            {
                _timers.Add(TimeProvider.CreateTimer(_ => MeetAll(rule), null, at, Timeout.InfiniteTimeSpan));
            }
        }
    }

    /// <summary>The error that an attach is refused with, if it is.</summary>
    public Error? OnAttach(in LinkPlace place) => Next(place, isAttach: true, 1) is { } rule ? ToError(rule) : null;

    /// <summary>The faults of a link.</summary>
    public LinkFaults For(in LinkPlace place, BrokerConnection connection) =>
        _rules.Length == 0 ? LinkFaults.None : new LinkFaults(this, place, connection);

    /// <summary>The fault that a number of events meet together.</summary>
    public FaultRule? Next(in LinkPlace place, bool isAttach, int count)
    {
        if (_rules.Length == 0)
        {
            return null;
        }

        FaultRule? met = null;
        lock (_gate)
        {
            foreach (RuleState state in _rules)
            {
                if ((state.Rule.Action == FaultAction.Refuse) == isAttach && state.Rule.Matches(place))
                {
                    // All of them count; the first that is met acts.
                    bool acts = state.Meets(count, _random, mayAct: met is null);
                    met = acts ? state.Rule : met;
                }
            }
        }

        return met;
    }

    public void Add(LinkFaults link)
    {
        lock (_gate)
        {
            _links.Add(link);
        }
    }

    public void Remove(LinkFaults link)
    {
        lock (_gate)
        {
            _links.Remove(link);
        }
    }

    public void Dispose()
    {
        foreach (ITimer timer in _timers)
        {
            timer.Dispose();
        }
    }

    public static Error ToError(FaultRule rule) =>
        rule.Action == FaultAction.Steal
            ? ServiceError.Create(ErrorCode.Stolen, "New receiver with higher epoch; so the plan of faults says.")
            : ServiceError.Create(rule.Condition!, rule.Text ?? DefaultText);

    private void MeetAll(FaultRule rule)
    {
        LinkFaults[] links;
        lock (_gate)
        {
            links = [.. _links];
        }

        foreach (LinkFaults link in links)
        {
            link.MeetAtOnce(rule);
        }
    }

    private sealed class RuleState(FaultRule rule)
    {
        private long _seen;
        private long _acted;

        public FaultRule Rule => rule;

        public bool Meets(int count, Random random, bool mayAct)
        {
            long before = _seen;
            _seen += count;
            // Drawn each time: what another rule does must not move the chances of this one.
            double drawn = rule.Chance is null ? 1 : random.NextDouble();
            bool isMet =
                rule.After is { } after ? _seen > after
                : rule.Every is { } every ? _seen / every != before / every
                : rule.Chance is { } chance && drawn < 1 - Math.Pow(1 - chance, count);
            bool acts = isMet && mayAct && _acted < rule.MostTimes;
            _acted += acts ? 1 : 0;
            return acts;
        }
    }
}
