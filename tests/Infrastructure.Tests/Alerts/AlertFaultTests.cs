using ModelData.Infrastructure.Bicep;
using ModelData.Testing;

namespace ModelData.Infrastructure.Alerts;

/// <summary>
/// Each fault raises the alerts that docs/operations.md lists for it, and no other: the conditions are those of the compiled template, on what a worker
/// measures while hub, storage and clock go wrong under it. All faults happen at once, in pipelines of their own: about half a minute together.
/// </summary>
[Trait("Level", "Process")]
[Trait("Topic", "Infrastructure")]
public sealed class AlertFaultTests(AlertFaultTests.Faults faults) : IClassFixture<AlertFaultTests.Faults>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    // Longer than what the alerts wait for: what must not fire had the time to.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData("none", "")]
    [InlineData("key rotated", "dependencies,lag")]
    [InlineData("hub killed", "dependencies,lag")]
    [InlineData("storage dead", "dependencies,lag")]
    [InlineData("data container deleted", "dependencies,lag")]
    [InlineData("state container deleted", "dependencies")]
    [InlineData("dead letter container deleted", "dependencies")]
    [InlineData("clock 10 minutes ahead", "clock")]
    [InlineData("clock 10 minutes behind", "clock")]
    [InlineData("an event that nobody understands", "dead-letters")]
    [InlineData("no worker", "silent")]
    public async Task Alerts_Fault_FireAsListed(string fault, string expected) =>
        Assert.Equal(expected, await faults.Of(fault));

    /// <summary>Begins all faults with the first test.</summary>
    public sealed class Faults
    {
        private static readonly string[] Names =
        [
            "none",
            "key rotated",
            "hub killed",
            "storage dead",
            "data container deleted",
            "state container deleted",
            "dead letter container deleted",
            "clock 10 minutes ahead",
            "clock 10 minutes behind",
            "an event that nobody understands",
            "no worker",
        ];

        // Whoever waits for ten seconds only sees the same sooner.
        private readonly Lazy<IReadOnlyList<AlertRule>> _hasty = new(() =>
            AlertRule.Of(Deployment.Of("param namePrefix = 'md'", "param lagAlertSeconds = 10"))
        );
        private readonly Lazy<IReadOnlyList<AlertRule>> _patient = new(() => AlertRule.Of(Deployment.Dev));
        private readonly Lazy<Dictionary<string, Task<string>>> _all;

        public Faults() =>
            _all = new(() =>
            {
                _ = (_hasty.Value, _patient.Value);
                return Names.ToDictionary(name => name, name => Task.Run(() => RunAsync(name)));
            });

        /// <summary>The alerts that a fault raised.</summary>
        public Task<string> Of(string fault) => _all.Value[fault];

        private async Task<string> RunAsync(string fault)
        {
            if (fault == "no worker")
            {
                return Firing(_hasty.Value, []);
            }

            await using var rig = await FaultRig.StartAsync();
            await InflictAsync(rig, fault);
            string expected = ExpectedOf(fault);
            string firing = "";
            await Eventually.IsTrueAsync(
                () =>
                {
                    var rows = rig.Metrics();
                    firing = Firing(_hasty.Value, rows);
                    return firing == expected && rows[^1].TimeGenerated - rows[0].TimeGenerated > Least;
                },
                Deadline,
                () => $"{fault}: {expected} to fire; {firing} do"
            );
            var (status, text) = await rig.ReadyAsync();
            if (expected.Contains("dependencies", StringComparison.Ordinal))
            {
                Assert.Equal(503, status);
                Assert.Matches(
                    "^(hub|data|state|dead letters) \\(.*\\): not reached since .*Z \\(\\d+ s\\): .+\\. .+\\.",
                    text
                );
                return firing;
            }

            Assert.Equal("ready\n", text);
            // And nothing else, whoever is patient.
            Assert.Equal(firing, Firing(_patient.Value, rig.Metrics()));
            return firing;
        }

        private static string ExpectedOf(string fault) =>
            fault switch
            {
                "none" => "",
                "key rotated" or "hub killed" or "storage dead" or "data container deleted" => "dependencies,lag",
                "state container deleted" or "dead letter container deleted" => "dependencies",
                "an event that nobody understands" => "dead-letters",
                _ => "clock",
            };

        private static async Task InflictAsync(FaultRig rig, string fault)
        {
            switch (fault)
            {
                case "key rotated":
                    await rig.RotateKeyAsync();
                    break;
                case "hub killed":
                    await rig.KillHubAsync();
                    break;
                case "storage dead":
                    await rig.KillStorageAsync();
                    break;
                case "data container deleted":
                    await rig.Data.DeleteAsync();
                    await rig.SendAsync();
                    break;
                case "state container deleted":
                    await rig.State.DeleteAsync();
                    break;
                case "dead letter container deleted":
                    await rig.DeadLetters.DeleteAsync();
                    break;
                case "clock 10 minutes ahead":
                    rig.Clock.Shift = TimeSpan.FromMinutes(10);
                    await rig.SendAsync();
                    break;
                case "clock 10 minutes behind":
                    rig.Clock.Shift = TimeSpan.FromMinutes(-10);
                    await rig.SendAsync();
                    break;
                case "an event that nobody understands":
                    await rig.SendJunkAsync();
                    break;
            }
        }

        private static string Firing(IReadOnlyList<AlertRule> rules, IReadOnlyList<MetricRow> rows) =>
            string.Join(
                ',',
                rules
                    .Where(rule => rule.Fires(rows, TimeProvider.System.GetUtcNow()))
                    .Select(rule => rule.Name)
                    .Order(StringComparer.Ordinal)
            );
    }
}
