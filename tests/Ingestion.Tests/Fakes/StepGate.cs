namespace ModelData.Ingestion.Tests.Fakes;

/// <summary>Holds every step of an actor until the test lets one pass, so that a seed alone decides how actors interleave.</summary>
internal sealed class StepGate
{
    private readonly Queue<TaskCompletionSource> _waiting = new();

    public Task WaitAsync()
    {
        var gate = new TaskCompletionSource();
        _waiting.Enqueue(gate);
        return gate.Task;
    }

    /// <summary>Lets one step pass; what follows runs on this thread until the next step.</summary>
    public bool Release()
    {
        if (!_waiting.TryDequeue(out var gate))
        {
            return false;
        }

        gate.SetResult();
        return true;
    }
}
