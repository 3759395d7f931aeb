using System.Globalization;
using DuckDB.NET.Data;

namespace ModelData.Docs.Recipes;

/// <summary>The SQL of the pages, run as it stands by DuckDB, on a folder in place of the account.</summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Docs")]
public sealed class SqlRecipeTests(CollectedFolder collected) : IClassFixture<CollectedFolder>
{
    private const string Analyze = "docs/analyze.md";

    // What the named block answers: rows, values separated by bars.
    private static readonly Dictionary<string, string[]> Answers = new()
    {
        ["join"] =
        [
            "2026-11-23 12:00:01|41.5|Oslo|0.25",
            "2026-11-23 12:00:02|17|null|0.5",
            "2026-11-23 12:00:03|NaN||0.75",
            "2026-11-24 12:00:04|null|a \"b\",\nc|1E-05",
            "2026-11-24 12:00:05|33.25|null|0.9",
        ],
        ["types"] = ["age|double", "city|string", "income|double"],
        ["nulls"] = ["2|1"],
        ["parquet"] = ["7"],
        ["manifests"] = ["2026-11-23|2|6"],
    };

    public static TheoryData<string> Names => [.. Answers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Sql_OfTheRecipe_AnswersWhatTheFilesHold(string name)
    {
        var block = CodeBlock.In(Analyze, "sql").Single(it => it.Name == name);

        Assert.Equal(Answers[name], Run(block));
    }

    [Fact]
    public void Sql_InThePage_IsRunOrSaysWhyNot()
    {
        var blocks = CodeBlock.In(Analyze, "sql");

        Assert.DoesNotContain(blocks, it => it.IsRun && !Answers.ContainsKey(it.Name));
        Assert.Single(blocks, it => !it.IsRun);
    }

    [Fact]
    public void Sql_OfTheLayout_ReadsAllRowsByName()
    {
        var block = Assert.Single(CodeBlock.In("docs/layout.md", "sql"));

        var rows = Run(block);

        Assert.Equal(CollectedFolder.Inputs, rows.Count);
        // Three system columns, age, city and the sibling's income: null where it is not, and the empty text apart from null.
        Assert.All(rows, row => Assert.Equal(6, row.Split('|').Length));
        Assert.Contains(rows, row => row.EndsWith("|NaN||null", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.EndsWith("|33.25|null|51000", StringComparison.Ordinal));
    }

    /// <summary>Every value, also those that a reader which guesses types changes, in a folder where a column changed its type.</summary>
    [Fact]
    public void Sql_OnValuesThatGuessingChanges_ReadsEveryOneAsItIs()
    {
        using var exact = new ExactFolder();
        var view = CodeBlock.In(Analyze, "sql").Single(it => it.Name == "join").Code.Split("CREATE VIEW predictions")[
            0
        ];
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            view.Replace("'az://", $"'{exact.Root}/", StringComparison.Ordinal)
            + """
                SELECT code, "number"::BIGINT, TRY_CAST(changes AS DOUBLE), changes, small::FLOAT, flag::BOOLEAN, "at"::TIMESTAMP
                FROM inputs ORDER BY "$Timestamp";
                """;
        using var reader = command.ExecuteReader();
        while (reader.FieldCount < 2 && reader.NextResult()) { }

        foreach (var row in exact.Rows)
        {
            Assert.True(reader.Read());
            Assert.Equal(row.Code, reader.IsDBNull(0) ? null : reader.GetString(0));
            Assert.Equal(row.Number, reader.IsDBNull(1) ? null : reader.GetInt64(1));
            Assert.Equal(row.Changes as double?, reader.IsDBNull(2) ? (double?)null : reader.GetDouble(2));
            Assert.Equal(
                row.Changes as string ?? ExactFolder.Text(row.Changes),
                reader.IsDBNull(3) ? null : reader.GetString(3)
            );
            Assert.Equal(row.Small, reader.IsDBNull(4) ? null : reader.GetFloat(4));
            Assert.Equal(row.Flag, reader.IsDBNull(5) ? null : reader.GetBoolean(5));
            Assert.Equal(row.At?.UtcDateTime, reader.IsDBNull(6) ? (DateTime?)null : reader.GetDateTime(6));
        }

        Assert.False(reader.Read());
    }

    private List<string> Run(CodeBlock block)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        Assert.Contains("'az://", block.Code, StringComparison.Ordinal);
        command.CommandText = block.Code.Replace("'az://", $"'{collected.Root}/", StringComparison.Ordinal);
        using var reader = command.ExecuteReader();
        // Each statement has its result; the last one, a query, has the answer.
        var rows = new List<string>();
        do
        {
            rows.Clear();
            while (reader.Read())
            {
                rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader, i))));
            }
        } while (reader.NextResult());
        return rows;
    }

    private static string Text(DuckDBDataReader reader, int column) =>
        reader.IsDBNull(column)
            ? "null"
            : reader.GetValue(column) switch
            {
                DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
                var value => value.ToString()!,
            };
}
