using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Azure.Storage.Blobs;
using ModelData.Testing;
using Quickstart.Crash;
using Quickstart.Output;
using Quickstart.Parts;
using Quickstart.Proof;
using Quickstart.Traffic;
using ScoringService.Data;

namespace Quickstart;

/// <summary>The whole demonstration, from an empty hub to the count.</summary>
internal sealed class QuickstartRun(QuickstartOptions options, Report report)
{
    private static readonly TimeSpan CommitDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan VisibleDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(40);

    // A folder of its own in somebody else's account, so that only this run's rows are counted.
    private readonly string _webService = options.BlobsConnectionString is null
        ? "penguins"
        : string.Create(CultureInfo.InvariantCulture, $"quickstart-{DateTime.UtcNow:yyyyMMddHHmmss}");

    /// <summary>Runs it.</summary>
    /// <returns>The exit code: 0 when every row was found exactly once.</returns>
    public static async Task<int> RunAsync(QuickstartOptions options, CancellationToken cancellationToken)
    {
        var report = new Report();
        var watch = Stopwatch.StartNew();
        try
        {
            await new QuickstartRun(options, report).RunAsync(watch, cancellationToken);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            report.Say("stopped");
            return options.IsServing ? 0 : 130;
        }
        catch (Exception exception)
            when (exception
                    is QuickstartFailure
                        or InvalidOperationException
                        or TimeoutException
                        or IOException
                        or HttpRequestException
                        or Azure.RequestFailedException
            )
        {
            report.Failure(exception.Message);
            return 1;
        }
    }

    private async Task RunAsync(Stopwatch watch, CancellationToken cancellationToken)
    {
        report.Headline("From a scored row to a line of data.csv, exactly once");
        await using var parts = await RunningParts.StartAsync(options, _webService, report.Step, cancellationToken);
        report.Step($"worker: pid {parts.Worker.Id}, {parts.Worker.Address}");
        report.Step($"scoring service: pid {parts.Scoring.Process.Id}, {parts.Scoring.Address}score");

        using var traffic = new ScoringTraffic(
            parts.Scoring.Address,
            await PenguinDataSet.LoadAsync(cancellationToken),
            Guid.NewGuid().ToString("N")[..8]
        );
        report.Headline(Text($"Scoring {options.Requests:N0} penguins"));
        await report.WithProgressAsync(
            "penguins scored",
            options.Requests,
            async onAnswer =>
            {
                var sending = traffic.RunAsync(options.Requests, onAnswer, cancellationToken);
                await Task.WhenAll(sending, KillAndRestartAsync(parts, traffic, cancellationToken));
            }
        );

        await ProveAsync(parts, traffic, cancellationToken);
        report.Success(Text($"every row exactly once, after a kill, in {watch.Elapsed.TotalSeconds:0} s"));
        if (options.IsServing)
        {
            await ServeAsync(parts, cancellationToken);
        }
        await StopAsync(parts);
    }

    private async Task KillAndRestartAsync(
        RunningParts parts,
        ScoringTraffic traffic,
        CancellationToken cancellationToken
    )
    {
        await Eventually.IsTrueAsync(
            () => traffic.Answers.Count >= options.Requests / 3,
            CommitDeadline,
            () => Text($"only {traffic.Answers.Count} requests were answered"),
            cancellationToken
        );
        var pid = parts.Worker.Id;
        if (parts.Proxy is { } proxy)
        {
            var kill = new KillBetweenStageAndCommit(proxy, RunningParts.Container);
            kill.Watch();
            var (blob, rows) = await kill.StrikeAsync(parts.Worker, CommitDeadline);
            report.Step(
                Text(
                    $"SIGKILL: worker {pid} is dead between stage and commit; {rows} rows are staged, none of them is in {blob}"
                )
            );
        }
        else
        {
            parts.Worker.Kill();
            report.Step($"SIGKILL: worker {pid} is dead (without the emulator's proxy, at no exact point)");
        }
        await parts.StartWorkerAsync(cancellationToken);
        report.Step($"worker: started again, pid {parts.Worker.Id}");
    }

    private async Task ProveAsync(RunningParts parts, ScoringTraffic traffic, CancellationToken cancellationToken)
    {
        var container = new BlobContainerClient(parts.BlobsConnectionString, RunningParts.Container);
        var prefix = $"default/default/default/{_webService}/";
        var download = new BlobDownload(container, prefix, Path.Combine(parts.DataFolder, "download"));
        var expected = new Findings(
            traffic.Answers.Count,
            traffic.Answers.Select(it => it.Id).Distinct().Count(),
            traffic.Answers.Aggregate(BigInteger.Zero, (sum, it) => sum + it.Checksum)
        );
        var files = await WaitUntilVisibleAsync(parts, download, expected.Rows, cancellationToken);

        report.Tree(files);
        var first = files.First(it => IsData(it.Name, "predictions")).Name;
        report.Head(first, File.ReadLines(Path.Combine(download.Folder, first)).Take(5));

        using var reader = new IndependentReader(download.Folder);
        var found = reader.ReadPredictions();
        var inputs = reader.ReadInputs();
        report.Comparison(expected, found, inputs);
        if (found != expected || inputs != (expected.Rows, expected.Rows))
        {
            var (doubled, missing) = reader.Compare(traffic.Answers.Select(it => it.Id));
            throw new QuickstartFailure(
                $"the files do not hold what was answered. Doubled: {Some(doubled)}. Missing: {Some(missing)}."
            );
        }
    }

    /// <summary>Waits until the files hold at least as many rows as expected, or nothing more arrives.</summary>
    private async Task<IReadOnlyList<(string Name, long Bytes)>> WaitUntilVisibleAsync(
        RunningParts parts,
        BlobDownload download,
        long rows,
        CancellationToken cancellationToken
    )
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var files = await download.RunAsync(cancellationToken);
            var predictions = CountRows(download, files, "predictions");
            var inputs = CountRows(download, files, "inputs");
            if (predictions >= rows && inputs >= rows)
            {
                report.Step(Text($"all rows are visible {watch.Elapsed.TotalSeconds:0.0} s after the last answer"));
                return files;
            }
            if (watch.Elapsed > VisibleDeadline)
            {
                string said =
                    $"The worker said:\n{parts.Worker.Process.OutputTail}\n"
                    + $"The scoring service said:\n{parts.Scoring.Process.OutputTail}";
                string counted = $"{predictions} of {rows} predictions and {inputs} of {rows} inputs are visible";
                throw new QuickstartFailure(Text($"{counted} after {VisibleDeadline.TotalSeconds} s. {said}"));
            }
            await Task.Delay(TimeSpan.FromMilliseconds(250), cancellationToken);
        }
    }

    private static long CountRows(
        BlobDownload download,
        IReadOnlyList<(string Name, long Bytes)> files,
        string identifier
    ) =>
        files
            .Where(it => IsData(it.Name, identifier))
            .Sum(it => File.ReadLines(Path.Combine(download.Folder, it.Name)).LongCount() - 1);

    private static bool IsData(string name, string identifier) =>
        name.Contains($"/{identifier}/", StringComparison.Ordinal) && name.EndsWith(".csv", StringComparison.Ordinal);

    private async Task ServeAsync(RunningParts parts, CancellationToken cancellationToken)
    {
        report.Headline("Everything keeps running until Ctrl+C");
        report.Say($"scoring service  {parts.Scoring.Address}score");
        report.Say($"worker           {parts.Worker.Address}metrics");
        report.Say($"hub              {parts.Hub.ConnectionString}EntityPath={LocalHub.Name}");
        if (parts.Azurite is { } azurite)
        {
            report.Say($"blobs            {azurite.ConnectionString}");
        }
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    private static async Task StopAsync(RunningParts parts)
    {
        foreach (var process in (ChildProcess[])[parts.Scoring.Process, parts.Worker.Process])
        {
            var exitCode = await process.TerminateAsync(StopDeadline);
            if (exitCode != 0)
            {
                throw new QuickstartFailure($"the {process.Name} ended with code {exitCode}:\n{process.OutputTail}");
            }
        }
    }

    private static string Some(IReadOnlyList<string> ids) => ids.Count == 0 ? "none" : string.Join(", ", ids);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
