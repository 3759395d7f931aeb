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
