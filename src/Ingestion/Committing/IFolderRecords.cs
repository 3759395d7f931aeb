using ModelData.Ingestion.Files;

namespace ModelData.Ingestion.Committing;

/// <summary>What is kept of a folder beside its data files, on behalf of one writer of it. Not thread-safe.</summary>
internal interface IFolderRecords
{
    /// <summary>Makes sure that the records know of a commit before it is tried: a crash in between leaves them too careful, never wrong.</summary>
    /// <param name="buffer">The rows, at least one.</param>
    /// <param name="schema">The columns in the order of the file.</param>
    /// <param name="newFile">The file, when the commit makes it, or it learns types by it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask BeforeCommitAsync(
        RowBuffer buffer,
        FeatureSchema schema,
        DataFileName? newFile,
        CancellationToken cancellationToken
    );

    /// <summary>Notes which columns a file has that has learnt types, or was to: it has no others.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask LearnedAsync(FeatureSchema schema, DataFileName file, CancellationToken cancellationToken);
}
