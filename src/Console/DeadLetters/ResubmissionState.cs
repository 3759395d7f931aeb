namespace ModelData.Console.DeadLetters;

/// <summary>How a resubmission stands.</summary>
public enum ResubmissionState
{
    /// <summary>Letters are being sent.</summary>
    Running,

    /// <summary>It waits until somebody lets it go on.</summary>
    Paused,

    /// <summary>Every letter was sent, was sent before, or cannot be sent.</summary>
    Done,

    /// <summary>Somebody ended it, or the console was ended.</summary>
    Cancelled,

    /// <summary>The hub or storage did not do its part.</summary>
    Failed,
}
