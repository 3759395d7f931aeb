namespace ModelData.Ingestor.Buffering;

/// <summary>What decides the file: the folder and the schema of the rows in it.</summary>
internal readonly record struct BlobKey(string Folder, FeatureSchema Schema);
