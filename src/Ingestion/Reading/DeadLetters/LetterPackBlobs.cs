using ModelData.Ingestion.Blobs;

namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>The container of dead letters, where packs grow as data files do.</summary>
/// <param name="Blobs">Its blobs; requests are not repeated inside.</param>
internal sealed record LetterPackBlobs(IDataBlobs Blobs);
