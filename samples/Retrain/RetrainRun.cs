using DuckDB.NET.Data;
using Retrain.Drift;
using Retrain.Output;
using Retrain.Reading;
using Retrain.Sources;
using Retrain.Training;
using ScoringService.Data;
using ScoringService.Model;

namespace Retrain;

/// <summary>From the files of some days to two accuracies.</summary>
internal static class RetrainRun
{
    // Fewer tell nothing about a model of three species.
    private const int MinJoinedRows = 30;

    /// <summary>Runs it.</summary>
    /// <returns>The exit code: 0 when both models were compared, whichever is better.</returns>
    public static async Task<int> RunAsync(RetrainOptions options, CancellationToken cancellationToken)
    {
        var report = new Report();
        try
        {
            await RunAsync(options, report, cancellationToken);
            return 0;
        }
        catch (Exception exception)
            when (exception
                    is RetrainFailure
                        or DuckDBException
                        or ArgumentException
                        or FormatException
                        or IOException
                        or UnauthorizedAccessException
                        or AggregateException { InnerException: Azure.RequestFailedException }
                        or Azure.RequestFailedException
            )
        {
            report.Failure(exception.Message);
            return 1;
        }
    }

    private static async Task RunAsync(RetrainOptions options, Report report, CancellationToken cancellationToken)
    {
        if (options.To < options.From)
        {
            throw new RetrainFailure($"--to {options.To:yyyy-MM-dd} is before --from {options.From:yyyy-MM-dd}.");
        }
        using var files = DataFiles.Open(options, report.Step);
        using var tables = new CollectedTables(RowFormat.Get(options.Format));
        foreach (var identifier in CollectedTables.Identifiers)
        {
            tables.Load(identifier, await files.FetchAsync(identifier, cancellationToken));
        }

        var counts = tables.Join();
        report.Rows(counts);
        report.Gaps(tables.ReadGaps());
        var rows = tables.ReadJoined();
        var (training, heldOut) = HeldOutSplit.Of(rows);
        if (counts.Joined < MinJoinedRows || training.Count == 0 || heldOut.Count == 0)
        {
            throw new RetrainFailure(
                $"{counts.Joined} rows have inputs, a prediction and a label; at least {MinJoinedRows} are needed. Labels come in by "
                    + "POST /label; a wider --from and --to takes in more days."
            );
        }
        var trainedOn = DeployedModel.TrainingSet(await PenguinDataSet.LoadAsync(cancellationToken));
        report.Drift(DriftCheck.Compare(trainedOn, [.. rows.Select(it => it.Features)]));
        report.Comparison(Comparison.Of(training, heldOut));
    }
}
