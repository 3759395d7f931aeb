using System.Runtime.CompilerServices;

namespace ModelData.Ingestion.Model;

/// <summary>What events say of columns beside their letters, as far as the routing in force goes by it.</summary>
internal static class SchemaMarks
{
    private static readonly ConditionalWeakTable<FeatureSchema, FeatureSchema> WithoutUntyped = [];

    /// <summary>The same rows with the columns as the routing sees them.</summary>
    public static CollectedBatch Keep(CollectedBatch batch, RoutingSettings routing)
    {
        var schema = batch.Schema;
        if (!routing.UntypedColumns && schema.HasUntyped)
        {
            schema = WithoutUntyped.GetValue(schema, WithoutMarks);
        }

        schema = routing.ExactTypes ? schema : schema.WithoutExactTypes();

        return ReferenceEquals(schema, batch.Schema)
            ? batch
            : new CollectedBatch
            {
                Address = batch.Address,
                Day = batch.Day,
                Schema = schema,
                RowCount = batch.RowCount,
                Rows = batch.Rows,
                ProducerId = batch.ProducerId,
                BatchSequence = batch.BatchSequence,
                Time = batch.Time,
            };
    }

    private static FeatureSchema WithoutMarks(FeatureSchema schema) =>
        new([.. schema.Columns.Select(column => column with { IsUntyped = false })]);
}
