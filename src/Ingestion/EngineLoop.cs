namespace ModelData.Ingestion;

/// <summary>What the engine does beside reading and writing, for as long as the worker lives.</summary>
/// <param name="RunAsync">Runs until it is cancelled. What can be tried again is no exception.</param>
public sealed record EngineLoop(Func<CancellationToken, Task> RunAsync);
