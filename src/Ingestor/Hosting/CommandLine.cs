namespace ModelData.Ingestor.Hosting;

/// <summary>
/// Checks how the arguments are written. What the platform does not take for a setting it passes by without a word, or ends with a stack trace for
/// it.
/// </summary>
internal static class CommandLine
{
    private const string Form = "write it as --Section:Name=value, for example --Flush:MaxAge=00:00:10";

    /// <summary>What is wrong with the first argument that is no setting, with the mend; never its value. <see langword="null"/> when nothing is.</summary>
    public static string? FindProblem(IReadOnlyList<string> arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            bool isLong = argument.StartsWith("--", StringComparison.Ordinal);
            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            if (argument.StartsWith('-') && !isLong)
            {
                return $"{(equals < 0 ? argument : argument[..equals])} (command line) is no setting: {Form}";
            }

            if (equals > 0)
            {
                continue;
            }

            if (!isLong)
            {
                return $"Argument {i + 1} of the command line is no setting: {Form}";
            }

            if (++i == arguments.Count)
            {
                return $"{argument} (command line) has no value: {Form}";
            }
        }

        return null;
    }
}
