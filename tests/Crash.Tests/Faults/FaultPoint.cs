using ModelData.Testing;

namespace ModelData.Crash.Tests.Faults;

/// <summary>When, around a request, something happens.</summary>
internal enum Moment
{
    /// <summary>The request is lost.</summary>
    Before,

    /// <summary>The request is applied, its answer is lost.</summary>
    Applied,

    /// <summary>The answer has arrived.</summary>
    Answered,
}

/// <summary>A place in the worker's work that can be told from outside: a request to storage and a moment around it.</summary>
/// <param name="Step">The step; with the format when each has one of its own, for example <c>commit csv</c>.</param>
/// <param name="Moment">When.</param>
/// <param name="Match">The requests of the step.</param>
internal sealed record FaultPoint(string Step, Moment Moment, Func<BlobRequest, bool> Match)
{
    public string Name => $"{Step}, {Moment.ToString().ToLowerInvariant()}";

    /// <summary>The request or its answer is lost once.</summary>
    public ArmedFault Lose(BlobFaultProxy proxy, int skip) =>
        proxy.Arm(Match, Moment == Moment.Before ? BlobFault.LoseRequest : BlobFault.LoseResponse, skip: skip);

    /// <summary>Something happens at this point once; the request or its answer is lost as the moment says.</summary>
    public ArmedFault Do(BlobFaultProxy proxy, Func<BlobRequest, Task> action, int skip) =>
        proxy.Arm(
            Match,
            Moment switch
            {
                Moment.Before => new BlobFault { BeforeForward = action, IsRequestLost = true },
                Moment.Applied => new BlobFault { AfterAnswer = (r, _) => action(r), IsResponseLost = true },
                _ => new BlobFault { AfterResponse = (r, _) => action(r) },
            },
            skip: skip
        );
}
