using ModelData.Ingestion.Observing.Status;

namespace ModelData.Cli;

/// <summary>What the process ends with. docs/cli.md lists them.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The arguments are wrong, or storage or the hub did not do its part. The error stream says which.</summary>
    public const int Failed = 1;

    /// <summary>Everything works, but the answer is no: a folder is not complete, a letter cannot be sent again, a file cannot be restored.</summary>
    public const int No = 2;

    /// <summary>The pipeline works, but rows come late.</summary>
    public const int Behind = 3;

    /// <summary>The pipeline does not work, or whether it does cannot be known.</summary>
    public const int Broken = 4;

    /// <summary>Interrupted by a signal.</summary>
    public const int Interrupted = 130;

    /// <summary>Whoever read the output went away, as <c>head</c> does: what other programs end with then by the signal SIGPIPE.</summary>
    public const int ReaderGone = 141;

    /// <summary>What a look at the pipeline ends with.</summary>
    public static int Of(PipelineVerdict verdict) =>
        verdict switch
        {
            PipelineVerdict.Well => Done,
            PipelineVerdict.Behind => Behind,
            _ => Broken,
        };
}
