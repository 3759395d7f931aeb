namespace ModelData.Cli.Output;

/// <summary>What a command says could not be written.</summary>
/// <param name="cause">Why.</param>
internal sealed class OutputFailedException(IOException cause)
    : Exception(
        $"The output cannot be written: {cause.Message.TrimEnd('.')}. Make room where it goes, or send it elsewhere, and run the command again.",
        cause
    )
{
    /// <summary>EPIPE, of Linux and of macOS.</summary>
    private const int BrokenPipe = 32;

    /// <summary>Whether whoever read the output went away, as <c>head</c> does: there is nobody to tell.</summary>
    public bool IsReaderGone => InnerException is { HResult: BrokenPipe };
}
