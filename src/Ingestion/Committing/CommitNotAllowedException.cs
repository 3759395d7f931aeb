namespace ModelData.Ingestion.Committing;

/// <summary>The look that allowed a commit has become too old.</summary>
internal sealed class CommitNotAllowedException() : Exception("The look that allowed the commit has become too old");
