using System.Diagnostics;
using Azure.Storage.Blobs;
using ModelData.Crash.Tests.Fleet;
using ModelData.Testing;

namespace ModelData.Crash.Tests;

/// <summary>
/// A fleet under load goes from the release before this one to this one, to what only this one knows, and all the way back: each row is in one file. The
/// programs of the release before are built by <c>eng/ci/former.sh</c>.
/// </summary>
[Trait("Level", "Process")]
[Trait("Topic", "Faults")]
[Trait("Topic", "Fleet")]
public sealed class FormerReleaseTests
{
    private static readonly string Folder = Path.Combine(Repository.Artifacts, "former");

    private static readonly IReadOnlyDictionary<string, string> Unset = new Dictionary<string, string>();

    private static readonly IReadOnlyDictionary<string, string> On = new Dictionary<string, string>
    {
        ["Output__UntypedColumns"] = "true",
        ["Output__ExactTypes"] = "true",
        ["Output__RedactedColumns"] = "true",
        ["Output__Formats"] = "csv",
    };

    private static readonly IReadOnlyDictionary<string, string> Off = new Dictionary<string, string>
    {
        ["Output__UntypedColumns"] = "false",
        ["Output__ExactTypes"] = "false",
        ["Output__RedactedColumns"] = "false",
        ["Output__Formats"] = "csv",
    };

    [Fact]
    public async Task Fleet_FromTheReleaseBeforeAndBack_EveryRowIsInOneFile()
    {
        string former = Program("worker", "ModelData.Ingestor.dll");
        await using var rig = await FleetRig.StartAsync(workers: 2, program: former);
        await rig.SettleFleetAsync(Token);

        await RollAsync(rig, null, Unset);
        await RollAsync(rig, null, On);
        await RollAsync(rig, null, Off);
        await RollAsync(rig, former, Unset);
        await RollAsync(rig, null, Unset);

        var ledger = await rig.SettleRowsAsync(Token);
        string problems = rig.FindProblems(ledger);
        Assert.True(problems.Length == 0, $"{problems}\n{rig.Tails()}");
        await AssertListedAsync(rig, ledger.Everywhere.RowCount);
    }

    [Fact]
    public async Task Worker_OfTheReleaseBefore_StopsWhereItWouldFileRowsElsewhere()
    {
        string former = Program("worker", "ModelData.Ingestor.dll");
        await using var rig = await FleetRig.StartAsync(workers: 1);
        await rig.SettleFleetAsync(Token);
        // A partition is a worker's before its state is written; without one the former worker has nothing to stop at.
        BlobContainerClient states = new(rig.Azurite.ConnectionString, "modeldata-state");
        await Eventually.IsTrueAsync(
            async token =>
            {
                int written = 0;
                await foreach (var blob in states.GetBlobsAsync(cancellationToken: token))
                {
                    written += blob.Name.EndsWith(".json", StringComparison.Ordinal) ? 1 : 0;
                }

                return written == FleetRig.Partitions;
            },
            TimeSpan.FromMinutes(1),
            () => $"each partition to have a state:\n{rig.Tails()}",
            Token
        );
        await rig.Workers[0].TerminateAsync(TimeSpan.FromSeconds(30));
        rig.Workers[0].Program = former;
        await rig.Workers[0].StartAsync();
        await Eventually.IsTrueAsync(
            _ => ValueTask.FromResult(rig.Workers[0].Output.Contains("of version 3", StringComparison.Ordinal)),
            // Those of its partitions that the worker before did not give back in time have to expire first.
            TimeSpan.FromMinutes(2),
            () => $"the former worker to name the version of the state:\n{rig.Tails()}",
            Token
        );

        await RollAsync(rig, null, Unset);
        var ledger = await rig.SettleRowsAsync(Token);
        string problems = rig.FindProblems(ledger);
        Assert.True(problems.Length == 0, $"{problems}\n{rig.Tails()}");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Program(string folder, string name)
    {
        string path = Path.Combine(Folder, folder, name);
        Assert.SkipUnless(File.Exists(path), "The release before is not built: bash eng/ci/former.sh");
        return path;
    }

    // One worker after the other, one of them by a kill.
    private static async Task RollAsync(FleetRig rig, string? program, IReadOnlyDictionary<string, string> settings)
    {
        foreach (var worker in rig.Workers)
        {
            if (worker == rig.Workers[0])
            {
                await worker.KillAsync();
            }
            else
            {
                await worker.TerminateAsync(TimeSpan.FromSeconds(30));
            }

            worker.Program = program;
            worker.Routing = settings;
            await worker.StartAsync();
            await rig.SettleFleetAsync(Token);
        }
    }

    // The tool of the release before reads the folders as they are now, documents included.
    private static async Task AssertListedAsync(FleetRig rig, long rows)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [Program("tool", "ModelData.Cli.dll"), "files", "ls", "--json", "--blobs", rig.Azurite.ConnectionString]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(Token);
        string errors = await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode == 0, errors);
        long listed = System
            .Text.RegularExpressions.Regex.Matches(output, "\"rows\":\\s*(\\d+)")
            .Sum(match => long.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(rows, listed);
    }
}
