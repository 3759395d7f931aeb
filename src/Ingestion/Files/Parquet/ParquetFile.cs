using ModelData.Ingestion.Memory;

namespace ModelData.Ingestion.Files.Parquet;

/// <summary>
/// A Parquet file that grows as a block blob: one block per row group, the first with the magic, and the footer as the last blocks. Immutable; knows
/// no storage.
/// </summary>
internal sealed class ParquetFile
{
    private readonly FeatureSchema _schema;
    private readonly ParquetFooter _footer;
    private readonly List<ReadOnlyMemory<byte>> _footerBlocks;

    private ParquetFile(FeatureSchema schema, ParquetFooter footer, List<ReadOnlyMemory<byte>> footerBlocks)
    {
        _schema = schema;
        _footer = footer;
        _footerBlocks = footerBlocks;
    }

    /// <summary>The row groups, and so the blocks before the footer.</summary>
    public int RowGroupCount => _footer.RowGroups.Count;

    public long RowCount => _footer.RowGroups.Sum(g => (long)g.Rows);

    public IReadOnlyDictionary<string, string> KeyValues => _footer.KeyValues;

    /// <summary>Where the row groups end.</summary>
    public long DataLength =>
        RowGroupCount == 0 ? 0 : _footer.RowGroups[^1].Offset + _footer.RowGroups[^1].CompressedBytes;

    /// <summary>Whether it has so many blocks and these columns in this order.</summary>
    public bool IsFile(int blockCount, FeatureSchema schema) =>
        blockCount == RowGroupCount + _footerBlocks.Count && schema.Equals(_schema);

    /// <summary>A file without blocks.</summary>
    public static ParquetFile New(FeatureSchema schema) => new(schema, ParquetFooter.New(schema), []);

    /// <summary>Opens a file that a worker wrote.</summary>
    /// <param name="blockLengths">The lengths of all committed blocks, the footer included.</param>
    /// <param name="footer">All blocks of the footer, one after the other. Kept, not copied.</param>
    /// <param name="schema">The schema that it must have.</param>
    /// <returns><see langword="null"/> when it has another schema, or when footer and blocks do not fit: then it is no file that may grow.</returns>
    public static ParquetFile? TryOpen(
        IReadOnlyList<long> blockLengths,
        ReadOnlyMemory<byte> footer,
        FeatureSchema schema
    )
    {
        int footerBlocks = FooterBlocks.Count(blockLengths, footer.Span);
        if (
            footerBlocks == 0
            || ParquetFooter.TryParse(footer) is not { } parsed
            || parsed.RowGroups.Count != blockLengths.Count - footerBlocks
            || !parsed.SchemaBytes.Span.SequenceEqual(ParquetSchemaBytes.Write(schema))
        )
        {
            return null;
        }

        long position = 0;
        for (int i = 0; i < parsed.RowGroups.Count; i++)
        {
            var rowGroup = parsed.RowGroups[i];
            int magic = i == 0 ? ParquetFooter.Magic.Length : 0;
            if (rowGroup.Offset != position + magic || rowGroup.CompressedBytes != blockLengths[i] - magic)
            {
                return null;
            }

            position += blockLengths[i];
        }

        List<ReadOnlyMemory<byte>> blocks = [];
        foreach (long length in blockLengths.Skip(parsed.RowGroups.Count))
        {
            blocks.Add(footer[..(int)length]);
            footer = footer[(int)length..];
        }

        return new ParquetFile(schema, parsed, blocks);
    }

    /// <summary>The same file where columns that hold only nulls have got their types: only the footer differs.</summary>
    /// <param name="schema">The same columns in the same order with more types.</param>
    /// <returns><see langword="null"/> when a row group is not of the form that we write.</returns>
    public ParquetFile? TryLearn(FeatureSchema schema) =>
        schema.Equals(_schema) ? this
        : _footer.TryLearn(_schema, schema) is { } footer ? new ParquetFile(schema, footer, _footerBlocks)
        : null;

    /// <summary>Reads the columns of a file from its footer; <see langword="null"/> when no worker wrote it.</summary>
    public static FeatureSchema? ReadSchema(ReadOnlyMemory<byte> footer) =>
        ParquetFooter.TryParse(footer) is { } parsed
            ? ParquetSchemaBytes.TryRead(parsed.SchemaBytes.Span, parsed.ElementCount)
            : null;

    /// <summary>Adds the rows of a flush, and merges small row groups at the end with them when it is time.</summary>
    /// <param name="encodedSegments">The rows, encoded by <see cref="ParquetRows"/>.</param>
    /// <param name="rowCounts">The rows of each segment; one row at least in all.</param>
    /// <param name="readBlock">Reads a committed block by its number.</param>
    /// <param name="keyValues">Go into the footer; replace those of equal keys.</param>
    /// <param name="arrays">Gives the memory of the new row group.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async ValueTask<ParquetGrowth> GrowAsync(
        IReadOnlyList<ReadOnlyMemory<byte>> encodedSegments,
        IReadOnlyList<int> rowCounts,
        Func<int, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> readBlock,
        IReadOnlyDictionary<string, string> keyValues,
        RentedArrays arrays,
        CancellationToken cancellationToken
    )
    {
        long weight = TierPolicy.Weight(rowCounts.Sum(r => (long)r), encodedSegments.Sum(s => (long)s.Length));
        int first = TierPolicy.FirstMerged(_footer.RowGroups, weight);
        var blocks = await ReadBlocksAsync(first, readBlock, cancellationToken);
        string? problem = null;
        int kept = first;
        while (true)
        {
            try
            {
                var sources = await OpenAsync(kept, blocks[(kept - first)..], cancellationToken);
                AddSegments(sources, encodedSegments, rowCounts);
                return await WriteAsync(kept, sources, keyValues, arrays, cancellationToken) with
                {
                    MergeProblem = problem,
                };
            }
            catch (DamagedRowGroupException e)
            {
                // It must not keep new rows out of the file, nor those behind it from being merged.
                problem = $"Row group {e.RowGroup} could not be merged: {e.InnerException?.GetType().Name}.";
                kept = e.RowGroup + 1;
            }
            catch (Exception e) when (e is not OperationCanceledException && kept < RowGroupCount)
            {
                // What was read cannot be written: the rows of the flush still can. When the fault is in them, this fails as well.
                problem = $"Row groups {kept} to {RowGroupCount - 1} could not be merged: {e.GetType().Name}.";
                kept = RowGroupCount;
            }
        }
    }

    /// <summary>Merges what is left of small row groups into one, for a file that will hardly grow any more.</summary>
    /// <returns><see langword="null"/> when there are not two of them, one after the other and undamaged.</returns>
    public async ValueTask<ParquetGrowth?> CompactAsync(
        Func<int, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> readBlock,
        IReadOnlyDictionary<string, string> keyValues,
        RentedArrays arrays,
        CancellationToken cancellationToken
    )
    {
        int first = TierPolicy.FirstUnsealed(_footer.RowGroups);
        if (RowGroupCount - first < 2)
        {
            return null;
        }

        var blocks = await ReadBlocksAsync(first, readBlock, cancellationToken);
        string? problem = null;
        int kept = first;
        while (RowGroupCount - kept >= 2)
        {
            try
            {
                var sources = await OpenAsync(kept, blocks[(kept - first)..], cancellationToken);
                return await WriteAsync(kept, sources, keyValues, arrays, cancellationToken) with
                {
                    MergeProblem = problem,
                };
            }
            catch (DamagedRowGroupException e)
            {
                problem = $"Row group {e.RowGroup} could not be merged: {e.InnerException?.GetType().Name}.";
                kept = e.RowGroup + 1;
            }
        }

        return null;
    }

    /// <summary>Adds row groups whose blocks stand behind those of the file already.</summary>
    /// <param name="entries">What the footer says of them.</param>
    /// <param name="keyValues">Go into the footer; replace those of equal keys.</param>
    /// <returns>The footer.</returns>
    public ParquetGrowth Append(
        IReadOnlyCollection<RowGroupEntry> entries,
        IReadOnlyDictionary<string, string> keyValues
    )
    {
        var footer = _footer.With(RowGroupCount, entries, keyValues);
        var footerBlocks = footer.WriteBlocks();
        return new ParquetGrowth(RowGroupCount, [.. footerBlocks.Select(Reuse)])
        {
            After = new ParquetFile(_schema, footer, footerBlocks),
        };
    }

    private static void AddSegments(
        List<IRowSource> sources,
        IReadOnlyList<ReadOnlyMemory<byte>> segments,
        IReadOnlyList<int> rowCounts
    )
    {
        for (int i = 0; i < segments.Count; i++)
        {
            int before = sources.Count;
            PartSource.AddAll(segments[i], sources);
            int rows = sources.Skip(before).Sum(s => s.Rows);
            if (rows != rowCounts[i])
            {
                throw new ArgumentException($"Segment {i} has {rows} rows, not {rowCounts[i]}.", nameof(rowCounts));
            }
        }
    }

    private async ValueTask<List<ReadOnlyMemory<byte>>> ReadBlocksAsync(
        int first,
        Func<int, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> readBlock,
        CancellationToken cancellationToken
    )
    {
        List<ReadOnlyMemory<byte>> blocks = [];
        for (int i = first; i < RowGroupCount; i++)
        {
            blocks.Add(await readBlock(i, cancellationToken));
        }

        return blocks;
    }

    private async ValueTask<List<IRowSource>> OpenAsync(
        int first,
        List<ReadOnlyMemory<byte>> blocks,
        CancellationToken cancellationToken
    )
    {
        List<IRowSource> sources = [];
        for (int i = 0; i < blocks.Count; i++)
        {
            var pages = first + i == 0 ? blocks[i][ParquetFooter.Magic.Length..] : blocks[i];
            sources.Add(
                await RowGroupSource.OpenAsync(
                    first + i,
                    _schema,
                    _footer.RowGroups[first + i],
                    pages,
                    cancellationToken
                )
            );
        }

        return sources;
    }

    private async ValueTask<ParquetGrowth> WriteAsync(
        int kept,
        List<IRowSource> sources,
        IReadOnlyDictionary<string, string> keyValues,
        RentedArrays arrays,
        CancellationToken cancellationToken
    )
    {
        long offset =
            kept == RowGroupCount ? DataLength
            : kept == 0 ? 0
            : _footer.RowGroups[kept].Offset;
        var (block, entry) = await RowGroupWriter.WriteAsync(_schema, sources, offset, arrays, cancellationToken);
        var footer = _footer.With(kept, [entry], keyValues);
        var footerBlocks = footer.WriteBlocks();
        return new ParquetGrowth(kept, [new ParquetBlock(block, IsRented: true), .. footerBlocks.Select(Reuse)])
        {
            After = new ParquetFile(_schema, footer, footerBlocks),
        };
    }

    // Not by position: equal bytes are equal bytes, and only few blocks have the same length.
    private ParquetBlock Reuse(ReadOnlyMemory<byte> block)
    {
        int index = _footerBlocks.FindIndex(old => old.Length == block.Length && old.Span.SequenceEqual(block.Span));
        return new ParquetBlock(block, index < 0 ? null : RowGroupCount + index);
    }
}
