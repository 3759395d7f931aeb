using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Committing;

/// <summary>
/// Whether rows go into a file whose columns are partly not typed yet. Types are only ever filled in, never changed: rows that a file took once it takes
/// for ever, and rows that it refused once it refuses for ever.
/// </summary>
internal static class TypesTaken
{
    /// <summary>A file of more features goes by its schema hash alone: metadata have room for few letters.</summary>
    public const int MostFeatures = 1000;

    /// <summary>Whether a file of such rows keeps its types in its metadata.</summary>
    public static bool IsKept(FeatureSchema schema) => schema.ColumnTypes.Length <= MostFeatures;

    /// <summary>The columns of a file when it has taken rows.</summary>
    /// <param name="file">The columns of the file, in its order.</param>
    /// <param name="rows">The columns of the rows, in any order.</param>
    /// <param name="mayFill">Whether the file may still learn types.</param>
    /// <returns><paramref name="file"/> itself when it learns nothing; <see langword="null"/> when the rows do not belong in it.</returns>
    public static FeatureSchema? TryTake(FeatureSchema file, FeatureSchema rows, bool mayFill)
    {
        if (file.Equals(rows))
        {
            return file;
        }

        if (ColumnOrder.Map(rows, file) is not { } map)
        {
            return null;
        }

        FeatureColumn[]? filled = null;
        for (int i = 0; i < map.Length; i++)
        {
            var (known, added) = (file.Columns[i], rows.Columns[map[i]]);
            if (added.IsUntyped)
            {
                continue;
            }

            if (known.IsUntyped)
            {
                filled ??= [.. file.Columns];
                filled[i] = added;
            }
            else if (known.Exact != added.Exact)
            {
                return null;
            }
        }

        return filled is null ? file
            : mayFill ? new FeatureSchema(filled, file.RedactionKeyId)
            : null;
    }
}
