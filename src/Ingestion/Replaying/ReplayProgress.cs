namespace ModelData.Ingestion.Replaying;

/// <summary>How a replay goes on.</summary>
/// <param name="Events">So many more events were read.</param>
/// <param name="Expected">So many more are known to be within what is asked for; fewer of them may be stored still.</param>
public readonly record struct ReplayProgress(long Events, long Expected);
