namespace ModelData.Simulation.Plans;

/// <summary>All scenarios.</summary>
internal static class Scenarios
{
    /// <summary>Operations at which a worker is killed: around commits and saves, what is durable and what is not differ most.</summary>
    private static readonly string[] Operations =
    [
        "commit",
        "stage",
        "save-state",
        "load-state",
        "own",
        "attach",
        "mirror",
    ];

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("crash", Crash),
        new("letters", draw => Crash(draw) with { BadPercent = draw.OneOf(5, 30) }),
        new("fleet", draw => Bad(draw, Fleet(draw, Routing.Csv))),
        new("documents", draw => Crash(draw) with { HasDocuments = true }),
        new("parquet", draw => Bad(draw, Fleet(draw, draw.OneOf(Routing.Parquet, Routing.Both)))),
        new("rolling", Rolling),
        new("switch", draw => Bad(draw, Switch(draw))),
        new("first", draw => Bad(draw, First(draw))),
        new("clock", draw => Bad(draw, Clock(draw))),
        new("rolls", draw => Bad(draw, Rolls(draw))),
        new("twins", draw => Rolls(draw) with { HasTwins = true }),
        new("full", Full),
        new("anew", draw => Bad(draw, Anew(draw))),
        new("swarm", Swarm),
        new("refused", Refused),
    ];

    public static Scenario Get(string name) => All.Single(scenario => scenario.Name == name);

    // Drawn last, so that the same seed has the same faults with and without.
    private static Plan Bad(Draw draw, Plan plan) => plan with { BadPercent = draw.OneOf(0, 5, 30) };

    // Two workers; one is killed, at any moment or at an operation, and started again; requests and answers get lost meanwhile.
    private static Plan Crash(Draw draw)
    {
        double at = draw.Seconds(1, 7);
        int victim = draw.Below(2);
        List<Act> acts = [Start(0), Start(1)];
        acts.AddRange(Enumerable.Range(0, 2).Where(_ => draw.OneIn(3)).Select(i => new Act(ActKind.Lose, 0, i, 12)));
        acts.Add(
            draw.OneIn(2)
                ? new Act(ActKind.Kill, at, victim, draw.Seconds(0, 5))
                : KillAt(draw, draw.Seconds(0, 3), victim, draw.Seconds(0, 5))
        );
        return draw.Plan() with { Acts = acts, Load = at + draw.Seconds(3, 6) };
    }

    // One worker writes one way; another comes with another way; then the first is replaced.
    private static Plan Rolling(Draw draw)
    {
        var (before, after) = Change(draw);
        double second = draw.Seconds(3, 5);
        double third = second + draw.Seconds(3, 5);
        List<Act> acts =
        [
            Start(0, before),
            Start(1, after, second),
            new Act(ActKind.Restart, third, 0, draw.Seconds(0, 0.1)) { Routing = after },
        ];
        acts.AddRange(Trouble(draw, [ActKind.Lose, ActKind.Slow, ActKind.Busy, ActKind.Break], 2, 0, third));
        return draw.Plan() with { Acts = acts, SaveInterval = draw.OneOf(0.2, 0.5), Load = third + 3 };
    }

    // Never two workers at a time: one ends in order, the next has other settings and is killed around its first commits with them, the last goes on with
    // them or goes back.
    private static Plan Switch(Draw draw)
    {
        var (before, after) = Change(draw);
        double second = draw.Seconds(2, 4);
        var kill = draw.OneIn(2)
            ? KillAt(draw, second + 0.3, 0, draw.Seconds(0, 3))
            : new Act(ActKind.KillAt, second, 0, draw.Seconds(0, 3))
            {
                Operation = "commit",
                About = $".{after.Formats.Split(',')[^1]}",
                Number = 1 + draw.Below(3),
            };
        return draw.Plan() with
        {
            Acts =
            [
                Start(0, before),
                new Act(ActKind.Restart, second, 0) { Routing = after },
                kill with
                {
                    Routing = draw.OneOf(after, after, before),
                },
            ],
            SaveInterval = draw.OneOf(0.2, 0.5, 5),
            Load = second + 7,
        };
    }

    // The first worker of all is killed around its first commits and saves; the next has other settings.
    private static Plan First(Draw draw)
    {
        var (before, after) = Change(draw);
        var kill = KillAt(draw, 0, 0, draw.Seconds(0, 3)) with { Operation = draw.OneOf("commit", "save-state") };
        return draw.Plan() with { Acts = [Start(0, before), kill with { Routing = after }], Load = 8 };
    }

    // Three workers, and a few kinds of faults.
    private static Plan Fleet(Draw draw, Routing routing)
    {
        var kinds = draw.SomeOf(
            ActKind.Kill,
            ActKind.KillAt,
            ActKind.Restart,
            ActKind.Freeze,
            ActKind.CutHub,
            ActKind.CutStorage,
            ActKind.Lose,
            ActKind.Slow,
            ActKind.Break,
            ActKind.Refuse,
            ActKind.Busy
        );
        List<Act> acts = [Start(0, routing), Start(1, routing), Start(2, routing)];
        acts.AddRange(Trouble(draw, kinds, 3, 0.5, 12, count: 8));
        return draw.Plan() with { Acts = acts, Load = 14, Partitions = draw.OneOf(2, 4) };
    }

    // The wall clocks step.
    private static Plan Clock(Draw draw)
    {
        List<Act> acts = [Start(0), Start(1)];
        for (int i = 0; i < 3; i++)
        {
            int seconds = draw.OneOf(-3600, -500, -100, -5, 5, 100, 500, 3600);
            acts.Add(new Act(ActKind.StepClock, draw.Seconds(0, 6), draw.Below(2)) { Number = seconds });
        }

        return draw.Plan() with
        {
            Acts = acts,
            Load = 8,
        };
    }

    // A fleet whose settings change, forward and back, under faults.
    private static Plan Rolls(Draw draw)
    {
        var (before, after) = Change(draw);
        var plan = Fleet(draw, before);
        List<Act> acts = [.. plan.Acts];
        double at = draw.Seconds(1, 4);
        for (int i = 0; i < 6; i++)
        {
            var routing = i < 3 || draw.OneIn(2) ? after : before;
            acts.Add(new Act(ActKind.Restart, at, i % 3, draw.Seconds(0, 1)) { Routing = routing });
            at += draw.Seconds(0.1, 2);
        }

        return plan with
        {
            Acts = acts,
        };
    }

    // Files become full all the time, under several workers and faults.
    private static Plan Full(Draw draw)
    {
        var plan = Bad(draw, Fleet(draw, draw.OneOf(Routing.Csv, Routing.Parquet, Routing.Both)));
        return plan with { MaxBlocks = draw.OneOf(1, 2, 3) };
    }

    // The hub is deleted and made anew, with events or without, under faults.
    private static Plan Anew(Draw draw)
    {
        var plan = Fleet(draw, Routing.Csv);
        var anew = new Act(ActKind.Recreate, draw.Seconds(3, 8)) { Number = draw.OneOf(0, 5, 100, 1000) };
        return plan with { Acts = [.. plan.Acts, anew], IsSilent = draw.OneIn(2), BadPercent = draw.OneOf(0, 5, 30) };
    }

    // A file refuses whoever writes to it for longer than it is waited for, and recovers, while its partitions change hands.
    private static Plan Refused(Draw draw)
    {
        List<Act> acts = [Start(0), Start(1)];
        double from = draw.Seconds(5, 20);
        acts.Add(
            new Act(ActKind.RefuseFile, from, 0, draw.Seconds(10, 60))
            {
                About = draw.OneOf("m0/", "shared/", "/data.csv"),
            }
        );
        ActKind[] kinds =
        [
            ActKind.Kill,
            ActKind.KillAt,
            ActKind.Restart,
            ActKind.Freeze,
            ActKind.CutStorage,
            ActKind.Lose,
        ];
        acts.AddRange(Trouble(draw, draw.SomeOf(kinds), 2, from, 80, count: 5));
        // Requests that come late are over long before another session may leave a file.
        var plan = draw.Plan() with
        {
            Acts = acts,
            Load = 85,
            SendEvery = 0.2,
            RefusedFor = 24,
        };
        return Roll(draw, Bad(draw, plan));
    }

    // Now and then with settings that change meanwhile, to some with one file for a row: what a file refuses becomes a letter.
    private static Plan Roll(Draw draw, Plan plan)
    {
        if (draw.OneIn(2))
        {
            return plan with
            {
                MaxBlocks = draw.OneIn(2) ? 2 : plan.MaxBlocks,
                MaxBufferedBytes = draw.OneIn(2) ? 16384 : null,
            };
        }

        var after = draw.OneOf(Routing.Parquet, Routing.Unpadded, Routing.Spread);
        double at = draw.Seconds(5, 70);
        return plan with
        {
            Acts =
            [
                .. plan.Acts,
                .. Enumerable
                    .Range(0, 2)
                    .Select(i => new Act(ActKind.Restart, at + draw.Seconds(0, 10), i, draw.Seconds(0, 1))
                    {
                        Routing = after,
                    }),
            ],
        };
    }

    // Settings that change, and some of everything else that may happen to a fleet.
    private static Plan Swarm(Draw draw)
    {
        var plan = Bad(draw, Rolls(draw));
        List<Act> acts = [.. plan.Acts];
        if (draw.OneIn(2))
        {
            acts.Add(new Act(ActKind.Recreate, draw.Seconds(2, 10)) { Number = draw.OneOf(0, 5, 100, 1000) });
        }

        if (draw.OneIn(2))
        {
            acts.Add(
                new Act(ActKind.StepClock, draw.Seconds(0, 10), draw.Below(3))
                {
                    Number = draw.OneOf(-3600, -5, 5, 3600),
                }
            );
        }

        return plan with
        {
            Acts = acts,
            IsSilent = draw.OneIn(2),
            HasTwins = draw.OneIn(3),
            HasDocuments = draw.OneIn(4),
            MaxBlocks = draw.OneIn(3) ? draw.OneOf(1, 2, 3) : plan.MaxBlocks,
            MaxBufferedBytes = draw.OneIn(3) ? draw.OneOf(4096, 16384) : null,
        };
    }

    private static Act Start(int worker, Routing? routing = null, double at = 0) =>
        new(ActKind.Start, at, worker) { Routing = routing };

    private static Act KillAt(Draw draw, double at, int worker, double seconds) =>
        new(ActKind.KillAt, at, worker, seconds)
        {
            Operation = draw.OneOf<string>(Operations),
            Number = 1 + draw.Below(4),
        };

    private static (Routing Before, Routing After) Change(Draw draw)
    {
        var before = draw.OneOf(
            Routing.Csv,
            Routing.Csv,
            Routing.Parquet,
            Routing.Unpadded,
            Routing.Spread,
            Routing.ByHash
        );
        Routing[] others = [.. Routing.All.Where(routing => routing != before)];
        return (before, draw.OneOf<Routing>(others));
    }

    private static IEnumerable<Act> Trouble(
        Draw draw,
        ActKind[] kinds,
        int workers,
        double from,
        double to,
        int count = 2
    )
    {
        for (int i = 0; i < count; i++)
        {
            var (kind, at, worker) = (draw.OneOf<ActKind>(kinds), draw.Seconds(from, to), draw.Below(workers));
            yield return kind == ActKind.KillAt
                ? KillAt(draw, at, worker, draw.Outage())
                : new Act(kind, at, worker, kind == ActKind.Break ? 0 : draw.Outage());
        }
    }
}
