using System.Globalization;
using Quickstart.Parts;
using Quickstart.Proof;
using Spectre.Console;

namespace Quickstart.Output;

/// <summary>What the run prints, with and without a terminal.</summary>
internal sealed class Report
{
    private const int WidthWithoutTerminal = 180;
    private readonly IAnsiConsole _console = AnsiConsole.Console;

    public Report()
    {
        if (Console.IsOutputRedirected)
        {
            _console.Profile.Width = WidthWithoutTerminal;
        }
    }

    /// <summary>Prints a line as it is, however long: it may be copied.</summary>
    public void Say(string text) => _console.Profile.Out.Writer.WriteLine(text);

    public void Step(string text) => _console.MarkupLineInterpolated($"[grey]-[/] {text}");

    public void Headline(string text)
    {
        _console.WriteLine();
        _console.MarkupLineInterpolated($"[bold]{text}[/]");
    }

    public void Failure(string text) => _console.MarkupLineInterpolated($"[red bold]FAILED[/] {text}");

    public void Success(string text) => _console.MarkupLineInterpolated($"[green bold]OK[/] {text}");

    /// <summary>Runs something with a progress bar, or with a line now and then where there is no terminal.</summary>
    public async Task WithProgressAsync(string title, int count, Func<Action, Task> work)
    {
        if (!_console.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            var done = 0;
            await work(() =>
            {
                var number = Interlocked.Increment(ref done);
                if (number % Math.Max(1, count / 5) == 0)
                {
                    Step(string.Create(CultureInfo.InvariantCulture, $"{title}: {number:N0} of {count:N0}"));
                }
            });
            return;
        }
        await _console
            .Progress()
            .StartAsync(async context =>
            {
                var task = context.AddTask(title, maxValue: count);
                await work(() => task.Increment(1));
            });
    }

    public void Tree(IReadOnlyList<(string Name, long Bytes)> files)
    {
        Headline("The blobs");
        var tree = new Tree(RunningParts.Container);
        var nodes = new Dictionary<string, IHasTreeNodes>(StringComparer.Ordinal) { [""] = tree };
        foreach (var (name, bytes) in files)
        {
            var parts = name.Split('/');
            IHasTreeNodes parent = tree;
            for (var depth = 1; depth <= parts.Length; depth++)
            {
                var path = string.Join('/', parts[..depth]);
                if (!nodes.TryGetValue(path, out var node))
                {
                    var label = Markup.Escape(parts[depth - 1]);
                    var size =
                        depth == parts.Length
                            ? string.Create(CultureInfo.InvariantCulture, $" ({bytes:N0} bytes)")
                            : "";
                    node = parent.AddNode(label + size);
                    nodes[path] = node;
                }
                parent = node;
            }
        }
        _console.Write(tree);
    }

    public void Head(string name, IEnumerable<string> lines)
    {
        Headline($"The head of {name}");
        foreach (var line in lines)
        {
            Say(line);
        }
    }

    public void Comparison(Findings answers, Findings files, (long Rows, long Joined) inputs)
    {
        Headline("What DuckDB, an independent reader, finds in the files");
        Say(IndependentReader.Sql);
        var table = new Table().AddColumns("", "HTTP responses", "predictions", "inputs");
        table.AddRow("rows", Number(answers.Rows), Number(files.Rows), Number(inputs.Rows));
        table.AddRow("distinct row ids", Number(answers.DistinctIds), Number(files.DistinctIds), "");
        table.AddRow("checksum of id, species, probability", $"{answers.Checksum}", $"{files.Checksum}", "");
        table.AddRow("inputs that join on $RequestId", "", "", Number(inputs.Joined));
        _console.Write(table);
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
