namespace ModelData.Console.DeadLetters;

/// <summary>How far a resubmission is. Immutable.</summary>
/// <param name="Id">Its id, that of the audit.</param>
/// <param name="Who">Who began it.</param>
/// <param name="What">Which letters.</param>
/// <param name="State">How it stands.</param>
/// <param name="Total">How many letters there are.</param>
/// <param name="Sent">How many were sent.</param>
/// <param name="Before">How many had been sent before, and were passed over.</param>
/// <param name="Impossible">How many cannot be sent again.</param>
/// <param name="Active">How long it has worked, pauses not counted.</param>
/// <param name="Problems">Why letters cannot be sent, the first ones.</param>
/// <param name="Failure">What ended it; null when nothing did.</param>
public sealed record ResubmissionProgress(
    string Id,
    string Who,
    string What,
    ResubmissionState State,
    int Total,
    int Sent,
    int Before,
    int Impossible,
    TimeSpan Active,
    IReadOnlyList<string> Problems,
    string? Failure
)
{
    /// <summary>How many letters are through.</summary>
    public int Done => Sent + Before + Impossible;

    /// <summary>Whether it goes on, now or after a pause.</summary>
    public bool IsOpen => State is ResubmissionState.Running or ResubmissionState.Paused;

    /// <summary>Letters a second so far; null until that can be told.</summary>
    public double? Rate => Done > 0 && Active.TotalSeconds >= 0.5 ? Done / Active.TotalSeconds : null;

    /// <summary>How long it takes still, at this rate; null when it does not go on, or that cannot be told.</summary>
    public TimeSpan? Left => IsOpen && Rate is { } rate ? TimeSpan.FromSeconds((Total - Done) / rate) : null;

    /// <summary>The counts in words.</summary>
    public string Counts =>
        FormattableString.Invariant(
            $"{Sent:N0} sent, {Before:N0} sent before, {Impossible:N0} cannot be sent again, of {Total:N0}"
        );
}
