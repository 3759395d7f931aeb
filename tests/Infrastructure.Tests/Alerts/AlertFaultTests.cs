using ModelData.Infrastructure.Bicep;
using ModelData.Ingestion.Observing.Status;
using ModelData.Testing;

namespace ModelData.Infrastructure.Alerts;

/// <summary>
/// Each fault raises the alerts that docs/operations.md lists for it, and no other: the conditions are those of the compiled template, on what a worker
/// measures while hub, storage and clock go wrong under it. Whoever looks at the pipeline is told the same, with the mend, and that it is well again once the
/// fault has ended. All faults happen at once, in pipelines of their own: about half a minute together.
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
        Assert.Equal(expected, (await faults.Of(fault)).Alerts);

    [Theory]
    [InlineData("none", "", PipelineVerdict.Well)]
    [InlineData("key rotated", "hub-refuses", PipelineVerdict.Broken)]
    [InlineData("hub killed", "hub-unreachable", PipelineVerdict.Broken)]
    [InlineData("storage dead", "storage-unreachable", PipelineVerdict.Broken)]
    [InlineData("data container deleted", "container-missing", PipelineVerdict.Broken)]
    [InlineData("state container deleted", "container-missing", PipelineVerdict.Broken)]
    [InlineData("dead letter container deleted", "container-missing", PipelineVerdict.Broken)]
    [InlineData("clock 10 minutes ahead", "clock-off", PipelineVerdict.Well)]
    [InlineData("clock 10 minutes behind", "clock-off", PipelineVerdict.Well)]
    [InlineData("an event that nobody understands", "dead-letters", PipelineVerdict.Well)]
    [InlineData("no worker", "worker-none", PipelineVerdict.Broken)]
    public async Task Status_Fault_IsSaidAndItsEndAsWell(string fault, string code, PipelineVerdict verdict)
    {
        var seen = await faults.Of(fault);

        Assert.Equal((code, verdict), (seen.Code, seen.Verdict));
        Assert.True(seen.WellAgain, $"{fault}: it was well again");
    }

    /// <summary>What was seen of a fault.</summary>
    /// <param name="Alerts">The alerts that it raised.</param>
    /// <param name="Code">The problem that was said.</param>
    /// <param name="Verdict">Whether the pipeline was said to work.</param>
    /// <param name="WellAgain">Whether nothing was said any more once it had ended; also where it has no end.</param>
    public sealed record Seen(string Alerts, string Code, PipelineVerdict Verdict, bool WellAgain);

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
        private readonly Lazy<Dictionary<string, Task<Seen>>> _all;

        public Faults() =>
            _all = new(() =>
            {
                _ = (_hasty.Value, _patient.Value);
                return Names.ToDictionary(name => name, name => Task.Run(() => RunAsync(name)));
            });

        /// <summary>What was seen of a fault.</summary>
        public Task<Seen> Of(string fault) => _all.Value[fault];

        private async Task<Seen> RunAsync(string fault)
        {
            await using var rig = await FaultRig.StartAsync();
            await InflictAsync(rig, fault);
            var status = await SeeAsync(rig, fault, CodeOf(fault));
            string alerts = fault == "no worker" ? Firing(_hasty.Value, []) : await AlertsAsync(rig, fault);
            bool isEnded = await EndAsync(rig, fault);
            var seen = new Seen(alerts, CodeOf(fault), status.Verdict, !isEnded);
            if (isEnded)
            {
                await SeeAsync(rig, $"the end of {fault}", "");
                seen = seen with { WellAgain = true };
            }

            return seen;
        }

        /// <summary>Looks until a problem is the worst of those that are there, or until there is none.</summary>
        private static async Task<PipelineStatus> SeeAsync(FaultRig rig, string what, string code)
        {
            PipelineStatus? status = null;
            await Eventually.IsTrueAsync(
                async _ =>
                {
                    status = await rig.LookAsync();
                    return code.Length == 0
                        ? status.Problems.Count == 0
                        : status.Problems.Any(it => it.Kind.Code == code && it.Mend.Length > 0);
                },
                Deadline,
                () => $"{what}: {code} to be said; said is {status?.Summary}"
            );
            return status!;
        }

        private async Task<string> AlertsAsync(FaultRig rig, string fault)
        {
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
                    "^(hub|data|state|dead letters) \\(.*\\): not reached since .*Z \\(\\d+ s\\): .+\\. .+\\. See troubleshooting\\.md#[a-z-]+\\.",
                    text
                );
                return firing;
            }

            // What it says besides keeps nothing from arriving.
            Assert.Equal(200, status);
            Assert.StartsWith("ready\n", text, StringComparison.Ordinal);
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
                    await rig.CutStorageOffAsync();
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
                case "no worker":
                    await rig.StopWorkerAsync();
                    break;
            }
        }

        /// <summary>Ends a fault; not where it has no end: a letter stays recent for an hour, and states that were deleted stay so.</summary>
        private static async Task<bool> EndAsync(FaultRig rig, string fault)
        {
            switch (fault)
            {
                case "key rotated" or "hub killed":
                    await rig.BringHubBackAsync();
                    return true;
                case "storage dead":
                    rig.WayToStorage.Accept();
                    return true;
                case "data container deleted":
                    await rig.Data.CreateAsync();
                    return true;
                case "dead letter container deleted":
                    await rig.DeadLetters.CreateAsync();
                    return true;
                case "clock 10 minutes ahead" or "clock 10 minutes behind":
                    rig.Clock.Shift = TimeSpan.Zero;
                    return true;
                case "no worker":
                    await rig.StartWorkerAsync();
                    return true;
                default:
                    return false;
            }
        }

        private static string CodeOf(string fault) =>
            fault switch
            {
                "none" => "",
                "key rotated" => "hub-refuses",
                "hub killed" => "hub-unreachable",
                "storage dead" => "storage-unreachable",
                "an event that nobody understands" => "dead-letters",
                "no worker" => "worker-none",
                _ when fault.StartsWith("clock", StringComparison.Ordinal) => "clock-off",
                _ => "container-missing",
            };

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
