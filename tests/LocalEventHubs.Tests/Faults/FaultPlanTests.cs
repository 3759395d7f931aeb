using System.Text;

namespace ModelData.LocalEventHubs.Faults;

[Trait("Level", "Unit")]
public sealed class FaultPlanTests
{
    [Fact]
    public void Parse_EveryField_IsRead()
    {
        FaultPlan plan = Parse(
            """
            {
              "seed": -7, // comments and trailing commas are welcome
              "rules": [
                { "link": "sender", "do": "detach", "hub": "a", "partition": "3", "after": 0, "times": 2,
                  "condition": "amqp:link:detach-forced", "text": "Idle.", "applied": true },
                { "link": "receiver", "do": "stall", "every": 10, "delay": "00:00:05" },
                { "link": "receiver", "do": "steal", "at": "00:01:00" },
                { "link": "cbs", "do": "dropAnswer", "chance": 0.25 },
              ],
            }
            """
        );

        Assert.Equal(-7, plan.Seed);
        Assert.Equal(
            [
                new FaultRule
                {
                    Link = FaultLink.Sender,
                    Action = FaultAction.Detach,
                    Hub = "a",
                    Partition = "3",
                    After = 0,
                    Times = 2,
                    Condition = "amqp:link:detach-forced",
                    Text = "Idle.",
                    IsApplied = true,
                },
                new FaultRule
                {
                    Link = FaultLink.Receiver,
                    Action = FaultAction.Stall,
                    Every = 10,
                    Delay = TimeSpan.FromSeconds(5),
                },
                new FaultRule
                {
                    Link = FaultLink.Receiver,
                    Action = FaultAction.Steal,
                    At = TimeSpan.FromMinutes(1),
                },
                new FaultRule
                {
                    Link = FaultLink.Cbs,
                    Action = FaultAction.DropAnswer,
                    Chance = 0.25,
                },
            ],
            plan.Rules
        );
    }

    [Theory]
    [InlineData("", "line 1: it is not JSON")]
    [InlineData("{", "line 1: it is not JSON")]
    [InlineData("[]", "plan: it is no object")]
    [InlineData("{}", "plan: 'rules' is a list of rules")]
    [InlineData("{'rules':[],'speed':1}", "plan: there is no 'speed'")]
    [InlineData("{'rules':[],'\\ud800':1}", "plan: the name of a field is no text")]
    [InlineData("{'rules':[],'seed':1.5}", "plan: 'seed' is a whole number")]
    [InlineData("{'rules':[7]}", "rules[0]: it is no object")]
    [InlineData("{'rules':[{'do':'cut','after':1}]}", "rules[0]: 'link' is one of sender, receiver, cbs, management")]
    [InlineData("{'rules':[{'link':'sender','do':'Cut','after':1}]}", "rules[0]: 'do' is one of detach, close, cut")]
    [InlineData("{'rules':[{'link':'sender','do':'cut','after':1,'after':2}]}", "'after' is there twice")]
    [InlineData("{'rules':[{'link':'sender','do':'cut','after':-1}]}", "'after' is a whole number from 0")]
    [InlineData("{'rules':[{'link':'sender','do':'cut','every':0}]}", "'every' is a whole number from 1")]
    [InlineData("{'rules':[{'link':'sender','do':'cut','chance':1.5}]}", "'chance' is above 0 and at most 1")]
    [InlineData("{'rules':[{'link':'sender','do':'cut'}]}", "give exactly one")]
    [InlineData("{'rules':[{'link':'sender','do':'cut','after':1,'every':1}]}", "give exactly one")]
    [InlineData("{'rules':[{'link':'sender','do':'detach','after':1}]}", "'condition' is missing")]
    [InlineData("{'rules':[{'link':'sender','do':'cut','after':1,'condition':'x'}]}", "'condition' means nothing here")]
    [InlineData("{'rules':[{'link':'sender','do':'stall','after':1}]}", "'delay' is missing")]
    [InlineData(
        "{'rules':[{'link':'sender','do':'stall','after':1,'delay':'5'}]}",
        "'delay' is above zero and at most"
    )]
    [InlineData("{'rules':[{'link':'sender','do':'stall','after':1,'delay':5}]}", "'delay' is a time")]
    [InlineData("{'rules':[{'link':'sender','do':'steal','after':1}]}", "only receivers are stolen")]
    [InlineData("{'rules':[{'link':'receiver','do':'dropAnswer','after':1}]}", "a receiver gets no answers")]
    [InlineData("{'rules':[{'link':'sender','do':'dropAnswer','at':'00:00:01'}]}", "'at' goes with detach")]
    [InlineData("{'rules':[{'link':'receiver','do':'cut','after':1,'applied':true}]}", "'applied' goes with senders")]
    [InlineData("{'rules':[{'link':'cbs','do':'cut','after':1,'hub':'a'}]}", "leave 'hub' out")]
    public void Parse_SomethingWrong_IsToldWithItsPlaceAndMend(string json, string problem)
    {
        FormatException failure = Assert.Throws<FormatException>(() => Parse(json.Replace('\'', '"')));

        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SeveralThingsWrong_TellsAll()
    {
        FormatException failure = Assert.Throws<FormatException>(() =>
            Parse("""{"rules":[{"link":"x","do":"cut"},{"link":"sender","do":"detach"}],"more":1}""")
        );

        foreach (string part in (string[])["rules[0]: 'link'", "rules[1]: one of", "rules[1]: 'condition'", "'more'"])
        {
            Assert.Contains(part, failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task StartAsync_WrongRuleInTheOptions_IsTold()
    {
        ArgumentException failure = await Assert.ThrowsAsync<ArgumentException>(() =>
            BrokerFixture.StartAsync(options => new LocalBrokerOptions
            {
                DataDirectory = options.DataDirectory,
                Hubs = options.Hubs,
                Port = 0,
                Faults = new FaultPlan
                {
                    Rules = [new FaultRule { Link = FaultLink.Sender, Action = FaultAction.Cut }],
                },
            })
        );

        Assert.Contains("Faults: rules[0]: one of 'after'", failure.Message, StringComparison.Ordinal);
    }

    private static FaultPlan Parse(string json) => FaultPlan.Parse(Encoding.UTF8.GetBytes(json));
}
