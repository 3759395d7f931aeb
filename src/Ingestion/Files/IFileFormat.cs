using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Files;

/// <summary>
/// How rows become a file that grows by commits. Buffers hold the rows of an event in the form of their format, which only the format
/// understands. Thread-safe.
/// </summary>
internal interface IFileFormat
{
    FileKind Kind { get; }

    /// <summary>The extension of its files, without the dot.</summary>
    string Extension { get; }

    /// <summary>
    /// Bounds how many commits there are at once, where one takes several times the memory of its rows. Unset: no bound but that of flushes.
    /// </summary>
    SemaphoreSlim? CommitPlaces { get; }

    /// <summary>Whether files gain by <see cref="CompactAsync"/>.</summary>
    bool NeedsCompaction { get; }

    /// <summary>The schema of the files that rows go to: what files of the format do not say of their columns makes no other file.</summary>
    /// <param name="schema">The columns of the rows.</param>
    FeatureSchema SchemaOf(FeatureSchema schema);

    /// <summary>Whether rows of two schemas have one form: what was encoded for one is what would be for the other.</summary>
    bool IsSameForm(FeatureSchema one, FeatureSchema other);

    /// <summary>Brings rows of the CSV dialect into the form that buffers hold.</summary>
    /// <param name="schema">Their columns.</param>
    /// <param name="csv">The rows, scanned.</param>
    /// <param name="rowCount">The number of rows.</param>
    /// <param name="scratch">Memory for the result; valid until it is used again.</param>
    /// <param name="rows">The result, which may be <paramref name="csv"/> itself.</param>
    /// <param name="refusal">Why the format cannot hold the rows.</param>
    bool TryEncode(
        FeatureSchema schema,
        ReadOnlyMemory<byte> csv,
        int rowCount,
        ArrayBufferWriter<byte> scratch,
        out ReadOnlyMemory<byte> rows,
        [NotNullWhen(false)] out Refusal? refusal
    );

    /// <summary>Says why the format cannot hold rows of the CSV dialect, without bringing them into its form.</summary>
    /// <param name="schema">Their columns.</param>
    /// <param name="csv">The rows, scanned.</param>
    /// <param name="rowCount">The number of rows.</param>
    Refusal? Check(FeatureSchema schema, ReadOnlyMemory<byte> csv, int rowCount);

    /// <summary>The way back: rows in the CSV dialect.</summary>
    ReadOnlyMemory<byte> Decode(FeatureSchema schema, ReadOnlyMemory<byte> rows, int rowCount);

    /// <summary>The columns of an existing file in their order, or <see langword="null"/> when it cannot be read.</summary>
    /// <param name="blob">The file.</param>
    /// <param name="schema">The same columns in any order; a type that is not known is any.</param>
    /// <param name="blocks">Reads the file.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<FeatureSchema?> ReadSchemaAsync(
        BlobState blob,
        FeatureSchema schema,
        BlockReader blocks,
        CancellationToken cancellationToken
    );

    /// <summary>Plans a commit that appends a buffer, whose rows have the order of the file.</summary>
    /// <param name="blob">The file as it is.</param>
    /// <param name="buffer">The rows.</param>
    /// <param name="metadata">What the commit will write as metadata.</param>
    /// <param name="blocks">Reads the file.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns><see langword="null"/> when the file cannot grow any more: its content is not what it should be.</returns>
    ValueTask<FileGrowth?> GrowAsync(
        BlobState blob,
        RowBuffer buffer,
        IReadOnlyDictionary<string, string> metadata,
        BlockReader blocks,
        CancellationToken cancellationToken
    );

    /// <summary>Plans a commit that brings a file which will hardly grow any more into its best form.</summary>
    /// <param name="blob">The file.</param>
    /// <param name="metadata">What the commit will write as metadata.</param>
    /// <param name="blocks">Reads the file.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns><see langword="null"/> when it has that form.</returns>
    ValueTask<FileGrowth?> CompactAsync(
        BlobState blob,
        IReadOnlyDictionary<string, string> metadata,
        BlockReader blocks,
        CancellationToken cancellationToken
    );
}
