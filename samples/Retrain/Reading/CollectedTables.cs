using DuckDB.NET.Data;
using Retrain.Training;
using ScoringService.Model;

namespace Retrain.Reading;

/// <summary>Inputs, predictions and labels as tables of DuckDB, and their join on <c>$RequestId</c>.</summary>
internal sealed class CollectedTables : IDisposable
{
    public static readonly string[] Identifiers = ["inputs", "predictions", "labels"];
    private static readonly string[] Texts = ["island", "sex"];
    private static readonly string[] Numbers = ["beak_length_mm", "beak_depth_mm", "flipper_length_mm", "body_mass_g"];
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");
    private readonly RowFormat _format;

    public CollectedTables(RowFormat format)
    {
        _format = format;
        _connection.Open();
    }

    /// <summary>Loads the files of one kind.</summary>
    /// <exception cref="RetrainFailure">There are none.</exception>
    public void Load(string identifier, IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
        {
            throw new RetrainFailure(
                $"There is no file of {identifier} in these days. Is collection on (AML_MODEL_DC_STORAGE_ENABLED=true)? Do --from, "
                    + "--to, --workspace, --service, --container and --format name the right folder?"
                    + (identifier == "labels" ? " Labels come in by POST /label." : "")
            );
        }
        Run($"create table {identifier} as select * from {_format.Table(paths)}");
    }

    /// <summary>Joins what was loaded into a table of one row per request.</summary>
    public JoinCounts Join()
    {
        // Rows whose sender gave no id all have the zero id, and a call with many rows gives one id to all: only an id that stands once joins.
        Run(
            """
            create macro is_request(id) as id is not null and id <> '00000000-0000-0000-0000-000000000000';
            create table asked as
                select * from inputs where is_request("$RequestId")
                qualify count(*) over (partition by "$RequestId") = 1;
            create table answered as
                select "$RequestId", any_value(species) as species from predictions where is_request("$RequestId")
                group by "$RequestId" having count(*) = 1;
            create table known as
                select "$RequestId", any_value(species) as species, count(distinct species) as answers from labels
                where is_request("$RequestId") and species <> '' group by "$RequestId";
            create table joined as
                select asked.*, answered.species as predicted, known.species as actual
                from asked join answered using ("$RequestId") join known using ("$RequestId") where known.answers = 1;
            """
        );
        using var reader = Query(
            """
            select (select count(*) from inputs), (select count(*) from predictions), (select count(*) from labels),
                   (select count(*) from inputs) - (select count(*) from asked),
                   (select count(*) from asked anti join answered using ("$RequestId")),
                   (select count(*) from asked anti join known using ("$RequestId")),
                   (select count(*) from asked semi join (from known where answers > 1) using ("$RequestId")),
                   (select count(*) from joined)
            """
        );
        reader.Read();
        return new JoinCounts(
            reader.GetInt64(0),
            reader.GetInt64(1),
            reader.GetInt64(2),
            reader.GetInt64(3),
            reader.GetInt64(4),
            reader.GetInt64(5),
            reader.GetInt64(6),
            reader.GetInt64(7)
        );
    }

    /// <summary>What the features of the joined rows lack.</summary>
    public IReadOnlyList<FeatureGaps> ReadGaps()
    {
        var gaps = new List<FeatureGaps>();
        foreach (var feature in (string[])[.. Texts, .. Numbers])
        {
            var name = Sql.Name(feature);
            var isNoNumber = Numbers.Contains(feature)
                ? $"{name} <> '' and not coalesce(isfinite(try_cast({name} as float)), false)"
                : "false";
            using var reader = Query(
                $"""
                select count(*) filter ({name} is null), count(*) filter ({name} = ''), count(*) filter ({isNoNumber})
                from joined
                """
            );
            reader.Read();
            gaps.Add(new FeatureGaps(feature, reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)));
        }
        return gaps;
    }

    /// <summary>The joined rows, in an order that does not depend on the order of the files.</summary>
    public IReadOnlyList<LabelledRow> ReadJoined()
    {
        var numbers = Numbers.Select(it => $"try_cast({Sql.Name(it)} as float)");
        using var reader = Query(
            $"""
            select predicted, actual, coalesce(island, ''), coalesce(sex, ''), {string.Join(", ", numbers)}
            from joined order by "$RequestId"
            """
        );
        var rows = new List<LabelledRow>();
        while (reader.Read())
        {
            var features = new PenguinFeatures
            {
                Species = reader.GetString(1),
                Island = reader.GetString(2),
                Sex = reader.GetString(3),
                BeakLengthMm = Number(reader, 4),
                BeakDepthMm = Number(reader, 5),
                FlipperLengthMm = Number(reader, 6),
                BodyMassG = Number(reader, 7),
            };
            rows.Add(new LabelledRow(features, reader.IsDBNull(0) ? "" : reader.GetString(0)));
        }
        return rows;
    }

    public void Dispose() => _connection.Dispose();

    private static float Number(DuckDBDataReader reader, int column) =>
        !reader.IsDBNull(column) && reader.GetFloat(column) is var number && float.IsFinite(number)
            ? number
            : float.NaN;

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private DuckDBDataReader Query(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteReader();
    }
}
