using System.Globalization;
using System.Numerics;
using DuckDB.NET.Data;

namespace Quickstart.Proof;

/// <summary>Reads the files with DuckDB, which shares no code with what wrote them.</summary>
internal sealed class IndependentReader : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");
    private readonly string _predictions;
    private readonly string _inputs;

    public IndependentReader(string folder)
    {
        _connection.Open();
        _predictions = ReadAll(folder, "predictions");
        _inputs = ReadAll(folder, "inputs");
    }

    /// <summary>The SQL that the report shows.</summary>
    public static string Sql =>
        """
            select count(*), count(distinct "$CorrelationId"),
                   sum(('0x' || md5("$CorrelationId" || '|' || species || '|' || probability)[:15])::bigint)
            from read_csv('modeldata/*/*/*/*/*/*/predictions/*/*/*/data*.csv', all_varchar = true)
            """;

    /// <summary>What the predictions come to.</summary>
    public Findings ReadPredictions()
    {
        using var reader = Query(
            $"""
            select count(*), count(distinct "$CorrelationId"),
                   coalesce(sum(('0x' || md5("$CorrelationId" || '|' || species || '|' || probability)[:15])::bigint), 0)
            from {_predictions}
            """
        );
        reader.Read();
        return new Findings(reader.GetInt64(0), reader.GetInt64(1), reader.GetFieldValue<BigInteger>(2));
    }

    /// <summary>The number of inputs, and of those that join with exactly one prediction of the same request.</summary>
    public (long Rows, long Joined) ReadInputs()
    {
        using var reader = Query(
            $"""
            select (select count(*) from {_inputs}),
                   (select count(*) from {_inputs} i join {_predictions} p
                      on i."$RequestId" = p."$RequestId" and i."$CorrelationId" = p."$CorrelationId")
            """
        );
        reader.Read();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>The row ids that are there more than once, or not at all; at most ten of each.</summary>
    public (IReadOnlyList<string> Doubled, IReadOnlyList<string> Missing) Compare(IEnumerable<string> expected)
    {
        var ids = string.Join(',', expected.Select(id => $"('{id}')"));
        var doubled = Strings(
            $"""select "$CorrelationId" from {_predictions} group by all having count(*) > 1 order by all limit 10"""
        );
        var missing = Strings(
            $"""select id from (values {ids}) it(id) where id not in (select "$CorrelationId" from {_predictions}) limit 10"""
        );
        return (doubled, missing);
    }

    public void Dispose() => _connection.Dispose();

    private static string ReadAll(string folder, string identifier)
    {
        // <subscription>/<resource group>/<workspace>/<service>/<model>/<version>/<identifier>/<year>/<month>/<day>
        var files = $"{folder}/*/*/*/*/*/*/{identifier}/*/*/*/data*.csv";
        var glob = files.Replace("'", "''", StringComparison.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"read_csv('{glob}', header = true, all_varchar = true)");
    }

    private DuckDBDataReader Query(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteReader();
    }

    private List<string> Strings(string sql)
    {
        using var reader = Query(sql);
        var values = new List<string>();
        while (reader.Read())
        {
            values.Add(reader.GetString(0));
        }
        return values;
    }
}
