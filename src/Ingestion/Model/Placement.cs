namespace ModelData.Ingestion.Model;

/// <summary>Where among the files of a folder rows go.</summary>
internal enum Placement
{
    /// <summary>Each schema hash has files of its own: the first one of the folder <c>data.csv</c>, others <c>data-&lt;hash&gt;.csv</c>.</summary>
    ByHash = 0,

    /// <summary>
    /// Into <c>data.csv</c> whatever has the names of its columns and no type that contradicts it; the rest into siblings. The schema hash of the key is
    /// that of the names, see <see cref="ColumnNames"/>.
    /// </summary>
    ByNames,

    /// <summary>Into <c>data-&lt;hash&gt;.csv</c> alone: what <c>data.csv</c> did not take.</summary>
    Sibling,
}
