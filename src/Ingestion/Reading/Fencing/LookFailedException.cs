using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Reading.Fencing;

/// <summary>A look failed: nothing is known, and nothing may be committed or dropped because of it.</summary>
internal sealed class LookFailedException(Exception inner)
    : Exception($"Hub and owners cannot be looked at: {Problem.Of(inner)}", inner);
