using System.CommandLine;

namespace ModelData.Cli.Completion;

/// <summary><c>modeldata completion</c>: what makes a shell complete commands and options. The tool itself tells what can follow.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # Put into ~/.bashrc: eval "$(modeldata completion bash)"
        _modeldata() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(modeldata "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -F _modeldata modeldata

        """;

    private const string Zsh = """
        # Put into ~/.zshrc, behind compinit: eval "$(modeldata completion zsh)"
        _modeldata() {
            local -a found
            found=("${(@f)$(modeldata "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -- $found
        }
        compdef _modeldata modeldata

        """;

    private const string PowerShell = """
        # Put into $PROFILE: modeldata completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName modeldata -ScriptBlock {
            param($word, $line, $position)
            modeldata "[suggest:$position]" "$line" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }

        """;

    /// <summary>Whether a shell asks what can follow.</summary>
    public static bool IsAsked(string[] args) =>
        args is [{ } first, ..] && first.StartsWith("[suggest", StringComparison.Ordinal);

    /// <summary>Of all that can follow what helps who types: each once, and options by the name that says something.</summary>
    /// <param name="suggestions">All, one a line.</param>
    public static string Useful(string suggestions) =>
        string.Concat(
            suggestions
                .Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)
                .Where(it => it[0] is not ('-' or '/') || it.StartsWith("--", StringComparison.Ordinal))
                .Distinct(StringComparer.Ordinal)
                .Select(it => $"{it}\n")
        );

    public static Command Create(CommandContext context)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or pwsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "pwsh");
        var command = new Command("completion", "Print a script that makes a shell complete commands and options.")
        {
            shell,
        };
        command.SetAction(arguments =>
            context.Out.Write(
                arguments.GetValue(shell) switch
                {
                    "bash" => Bash,
                    "zsh" => Zsh,
                    _ => PowerShell,
                }
            )
        );
        return command;
    }
}
