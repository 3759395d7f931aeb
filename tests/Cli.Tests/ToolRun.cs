using ModelData.Cli.Commands;

namespace ModelData.Cli.Tests;

/// <summary>One run of the tool in this process: its exit code and what it printed.</summary>
internal sealed record ToolRun(int Code, string Out, string Error)
{
    public static Task<ToolRun> StartAsync(params string[] args) => StartAsync([], args);

    public static async Task<ToolRun> StartAsync(
        Dictionary<string, string> variables,
        string[] args,
        TimeProvider? time = null,
        bool isTerminal = false,
        TextWriter? into = null
    )
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        var context = new CommandContext(
            into ?? output,
            error,
            isTerminal,
            name => variables.GetValueOrDefault(name),
            time ?? TimeProvider.System
        );
        int code = await ModelDataCommand.RunAsync(args, context);
        return new ToolRun(code, output.ToString(), error.ToString());
    }

    public override string ToString() => $"exit code {Code}\n{Out}\n{Error}";
}
