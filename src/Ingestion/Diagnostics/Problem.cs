namespace ModelData.Ingestion.Diagnostics;

/// <summary>What went wrong in one line: an outage repeats for minutes, and its stack trace says nothing new.</summary>
internal static class Problem
{
    /// <summary>What to do about a mistake of the worker itself: the end of a message.</summary>
    public const string MendOfMistake =
        "If it stays, please report it with the stack trace in the log; another version of the worker may not have the mistake";

    public static string Of(Exception exception)
    {
        var cause = exception is AggregateException { InnerException: { } inner } ? inner : exception;
        string message = cause.Message;
        int lineEnd = message.AsSpan().IndexOfAny('\r', '\n');
        return $"{cause.GetType().Name}: {(lineEnd < 0 ? message : message[..lineEnd])}";
    }
}
