namespace ModelData.Ingestion.Files.Parquet;

/// <summary>Rows that go into a row group, column by column.</summary>
internal interface IRowSource
{
    int Rows { get; }

    /// <summary>The bytes that they will take in the file, about.</summary>
    long Bytes { get; }

    /// <summary>Reads the next column: all columns are read once, in the order of the schema.</summary>
    /// <typeparam name="T">The physical type of the column; <c>ReadOnlyMemory&lt;byte&gt;</c> for texts, valid as long as the source;
    /// <see cref="Guid"/> for sixteen bytes.</typeparam>
    /// <param name="values">Takes the values that are not null; has room for one per row at least.</param>
    /// <param name="levels">Takes 1 or, for a null, 0 for each row.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The number of values that are not null.</returns>
    ValueTask<int> ReadColumnAsync<T>(Memory<T> values, Memory<int> levels, CancellationToken cancellationToken)
        where T : struct;
}
