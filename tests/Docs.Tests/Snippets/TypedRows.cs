using ModelData.Producer;

namespace ModelData.Docs.Snippets;

/// <summary>What the documentation shows of typed rows and named ones.</summary>
internal static partial class TypedRows
{
    #region typed
    public enum Segment
    {
        Retail,
        Business,
    }

    [ModelDataRow]
    public sealed partial record Applicant(double Age, [property: Feature("income")] double? Income, Segment Segment);

    public sealed class ApplicantScorer(IModelDataCollectors collectors)
    {
        private readonly IModelDataCollector<Applicant> _inputs = collectors.Get<Applicant>("credit", "inputs");

        public CollectionContext Collect(Applicant applicant) => _inputs.Collect(applicant);

        public CollectionContext Collect(IEnumerable<Applicant> applicants) => _inputs.Collect(applicants);
    }
    #endregion

    public static void Names(IModelDataCollector collector, System.Data.IDataReader reader, string json)
    {
        // csharpier-ignore-start
        #region named
        collector.Collect(new Dictionary<string, object?> { ["age"] = 34, ["city"] = "Oslo" });
        collector.Collect(System.Text.Json.JsonElement.Parse(json));   // an object, or an array of objects
        collector.Collect(reader);                                     // or a DataTable: a row per record
        collector.CollectObject(new { Age = 34, City = "Oslo" });      // by reflection
        #endregion
        // csharpier-ignore-end
    }
}
