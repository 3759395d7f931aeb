using System.Globalization;
using Retrain.Drift;
using Retrain.Reading;
using Retrain.Training;
using Spectre.Console;

namespace Retrain.Output;

/// <summary>What the program prints, with and without a terminal.</summary>
internal sealed class Report
{
    private const int WidthWithoutTerminal = 160;
    private readonly IAnsiConsole _console = AnsiConsole.Console;

    public Report()
    {
        if (Console.IsOutputRedirected)
        {
            _console.Profile.Width = WidthWithoutTerminal;
        }
    }

    public void Step(string text) => _console.MarkupLineInterpolated($"[grey]-[/] {text}");

    public void Failure(string text) => _console.MarkupLineInterpolated($"[red bold]FAILED[/] {text}");

    public void Rows(JoinCounts counts)
    {
        Headline("What was collected");
        var table = Table("", "rows");
        table.AddRow("inputs", Number(counts.Inputs));
        table.AddRow("predictions", Number(counts.Predictions));
        table.AddRow("labels", Number(counts.Labels));
        table.AddRow("joined on $RequestId", Number(counts.Joined));
        AddUnlessZero(table, "inputs that no id tells apart", counts.Unidentified);
        AddUnlessZero(table, "requests without a prediction", counts.WithoutPrediction);
        AddUnlessZero(table, "requests without a label", counts.WithoutLabel);
        AddUnlessZero(table, "requests whose labels contradict each other", counts.Contradicting);
        _console.Write(table);
    }

    public void Gaps(IEnumerable<FeatureGaps> gaps)
    {
        Headline("What the joined rows lack");
        var table = Table("feature", "null", "empty text", "no number");
        foreach (var (feature, nulls, emptyTexts, notNumbers) in gaps)
        {
            table.AddRow(feature, Number(nulls), Number(emptyTexts), Number(notNumbers));
        }
        _console.Write(table);
    }

    public void Drift(IEnumerable<FeatureDrift> features)
    {
        Headline("Drift: what the deployed model was trained on, and what it is asked");
        var table = Table("feature", "training", "collected", "PSI", "");
        foreach (var it in features)
        {
            var stability = it.Stability.ToString("0.00", CultureInfo.InvariantCulture);
            // Values are what callers sent.
            table.AddRow(it.Feature, Markup.Escape(it.Training), Markup.Escape(it.Collected), stability, it.Verdict);
        }
        _console.Write(table);
    }

    public void Comparison(Comparison comparison)
    {
        Headline("The deployed model and a new one, on rows that the new one has not seen");
        var table = Table("", "held-out rows", "deployed model", "new model");
        foreach (var (species, rows, oldRight, newRight) in comparison.Species)
        {
            // Labels are what callers sent.
            table.AddRow(Markup.Escape(species), Number(rows), Share(oldRight, rows), Share(newRight, rows));
        }
        table.AddEmptyRow();
        table.AddRow(
            "accuracy",
            Number(comparison.HeldOut),
            Percent(comparison.OldAccuracy),
            Percent(comparison.NewAccuracy)
        );
        _console.Write(table);
        var verdict =
            comparison.NewAccuracy > comparison.OldAccuracy ? "the new model is better" : "the deployed model may stay";
        _console.MarkupLineInterpolated(
            $"[green bold]OK[/] trained on {comparison.TrainedOn} collected rows: {verdict}"
        );
    }

    private void Headline(string text)
    {
        _console.WriteLine();
        _console.MarkupLineInterpolated($"[bold]{text}[/]");
    }

    private static Table Table(params string[] columns)
    {
        var table = new Table();
        foreach (var (index, column) in columns.Index())
        {
            table.AddColumn(column, it => it.Alignment(index == 0 ? Justify.Left : Justify.Right).NoWrap());
        }
        return table;
    }

    private static void AddUnlessZero(Table table, string name, long count)
    {
        if (count > 0)
        {
            table.AddRow(name, Number(count));
        }
    }

    private static string Share(int right, int rows) =>
        string.Create(CultureInfo.InvariantCulture, $"{right} ({Percent((double)right / rows)})");

    private static string Percent(double share) => share.ToString("0.0%", CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
