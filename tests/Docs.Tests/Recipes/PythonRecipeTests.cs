using ModelData.Testing;

namespace ModelData.Docs.Recipes;

/// <summary>
/// The Python of the pages: compiled where there is a <c>python3</c>, and run on a folder of files where it has the packages that the block
/// imports too.
/// </summary>
[Trait("Level", "Process")]
[Trait("Topic", "Docs")]
public sealed class PythonRecipeTests(CollectedFolder collected) : IClassFixture<CollectedFolder>
{
    private const string Analyze = "docs/analyze.md";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    // What must hold after the named block was run where `modeldata` is; null: it needs a service.
    private static readonly Dictionary<string, string?> Checks = new()
    {
        ["pandas"] = $"""
            assert len(read("inputs")) == {CollectedFolder.Inputs}, inputs
            assert len(joined) == {CollectedFolder.Joined}, joined
            assert list(joined.columns[3:6]) == ["age", "city", "income"], joined.columns
            assert joined["risk"].sum() == 0.25 + 0.5 + 0.75 + 1e-05 + 0.9
            assert str(joined["$Timestamp"].dtype).startswith("datetime64"), joined.dtypes
            assert joined["age"].dtype == float and read("inputs")["city"].tolist().count("NA") == 1
            """,
        ["arrow"] = $"""
            assert table.num_rows == {CollectedFolder.Inputs}, table
            assert table["city"].null_count == 2 and table["city"].to_pylist().count("") == 1, table["city"]
            """,
        ["spark"] = null,
        ["spark-parquet"] = null,
        ["azureml"] = null,
        ["manifest"] = """
            import sys
            complete, still_open = Path(sys.argv[1]), Path(sys.argv[2])
            assert is_complete(complete) and not is_complete(still_open)
            (complete / "data-2.csv").write_text("more")
            assert not is_complete(complete)
            (complete / "data-2.csv").unlink()
            """,
    };

    public static TheoryData<string> Names => [.. Checks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Python_OfTheRecipe_IsRightAsFarAsThisMachineCanTell(string name)
    {
        var block = CodeBlock.In(Analyze, "python").Single(it => it.Name == name);

        await CheckAsync(block.Code, Checks[name]);
    }

    [Fact]
    public void Python_InThePage_HasACheck() =>
        Assert.Equal(Checks.Keys.Order(), CodeBlock.In(Analyze, "python").Select(it => it.Name).Order());

    [Fact]
    public async Task Python_OfTheLayout_ReadsSiblingsByName()
    {
        var block = Assert.Single(CodeBlock.In("docs/layout.md", "python"));
        var given = $"import pandas, pathlib, sys\nfolder = pathlib.Path(sys.argv[2])\n{block.Code}";

        await CheckAsync(
            given,
            "assert len(frame) == 4 and list(frame.columns[3:]) == ['age', 'city', 'income'], frame"
        );
    }

    /// <summary>A reader that guesses makes a number of a code such as 06070.</summary>
    [Theory]
    [InlineData("python", "arrow", "column_types=types")]
    [InlineData("python", "spark", "inferSchema=False")]
    [InlineData("yaml", "", "infer_column_types: false")]
    public void Recipe_OfAReaderThatGuessesTypes_TellsItNotTo(string language, string name, string says)
    {
        var block = CodeBlock.In(Analyze, language).Single(it => it.Name == name);

        Assert.Contains(says, block.Code, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arrow_OnValuesThatGuessingChanges_ReadsEveryOneAsItIs()
    {
        var block = CodeBlock.In(Analyze, "python").Single(it => it.Name == "arrow");
        bool isThere = await Python.IsThereAsync && await Python.ImportsAsync(block.Code);
        Assert.SkipUnless(isThere, "pyarrow is not installed for Python.");
        using var exact = new ExactFolder();
        using var scripts = new TemporaryFolder();
        var script = Path.Combine(scripts.Path, "recipe.py");
        const string Check = """
            import sys
            expected = json.loads(Path(sys.argv[1]).read_bytes())
            assert table.num_rows == len(expected), table.num_rows
            for index, (row, of) in enumerate(zip(expected, table.to_pylist())):
                for name, (type, text) in row.items():
                    value = of[name]
                    where = (index, name, type, text, value)
                    if text is None:
                        assert value is None, where
                    elif type == "string" or name in changed:
                        assert value == text, where
                    elif type == "float":
                        assert value == pyarrow.scalar(float(text), pyarrow.float32()).as_py(), where
                    elif type in ("int64", "int32"):
                        assert isinstance(value, int) and value == int(text), where
                    elif type == "boolean":
                        assert value == (text == "true"), where
                    else:
                        assert value.isoformat(timespec="microseconds")[:26] == text[:26], where
            """;
        await File.WriteAllTextAsync(script, $"{block.Code}\n{Check}\n");
        var run = await Python.RunAsync([script, exact.Expected], exact.Root);
        Assert.True(run.ExitCode == 0, run.Output);
    }

    /// <summary>Every value, also those that a reader which guesses types changes.</summary>
    [Fact]
    public async Task Pandas_OnValuesThatGuessingChanges_ReadsEveryOneAsItIs()
    {
        var block = CodeBlock.In(Analyze, "python").Single(it => it.Name == "pandas");
        bool isThere = await Python.IsThereAsync && await Python.ImportsAsync(block.Code);
        const string Missing = "pandas is not installed for Python (Debian: apt-get install python3-pandas).";
        Assert.False(!isThere && Environment.GetEnvironmentVariable("CI") == "true", Missing);
        Assert.SkipUnless(isThere, Missing);
        using var exact = new ExactFolder();
        using var scripts = new TemporaryFolder();
        var script = Path.Combine(scripts.Path, "recipe.py");
        const string Check = """
            import sys
            expected = json.loads(Path(sys.argv[1]).read_bytes())
            frame = read("inputs")
            assert len(frame) == len(expected), len(frame)
            assert len(joined) == len(expected), len(joined)
            for index, row in enumerate(expected):
                for name, (type, text) in row.items():
                    value = frame[name][index]
                    where = (index, name, type, text, value)
                    if text is None:
                        assert pandas.isna(value), where
                    elif type == "string":
                        assert value == text, where
                    elif type == "double":
                        assert not isinstance(value, str) and float(value).hex() == float(text).hex(), where
                    elif type == "float":
                        assert numpy.float32(value) == numpy.float32(text), where
                    elif type in ("int64", "int32"):
                        assert not isinstance(value, (str, float)) and int(value) == int(text), where
                    elif type == "boolean":
                        assert bool(value) == (text == "true"), where
                    else:
                        assert value == pandas.Timestamp(text), where
            """;
        await File.WriteAllTextAsync(script, $"{block.Code}\n{Check}\n");
        var run = await Python.RunAsync([script, exact.Expected], exact.Root);
        Assert.True(run.ExitCode == 0, run.Output);
    }

    private async Task CheckAsync(string code, string? check)
    {
        Assert.SkipUnless(await Python.IsThereAsync, "python3 is not installed.");
        using var scripts = new TemporaryFolder();
        var script = Path.Combine(scripts.Path, "recipe.py");
        await File.WriteAllTextAsync(script, $"{code}\n{check}\n");
        var compiled = await Python.RunAsync(["-m", "py_compile", script], scripts.Path);
        Assert.True(compiled.ExitCode == 0, compiled.Output);

        if (check is not null && await Python.ImportsAsync(code))
        {
            var run = await Python.RunAsync([script, collected.CompleteDay, collected.OpenDay], collected.Root);
            Assert.True(run.ExitCode == 0, run.Output);
        }
    }

    private static class Python
    {
        private const string Debians = "/usr/bin/python3";

        // Debian's packages belong to Debian's Python, whichever comes first in PATH.
        private static readonly string Executable = File.Exists(Debians) ? Debians : "python3";
        private static readonly Lazy<Task<bool>> There = new(LooksForItAsync);

        public static Task<bool> IsThereAsync => There.Value;

        /// <summary>Whether everything that some code imports is installed.</summary>
        public static async Task<bool> ImportsAsync(string code)
        {
            var imports = code.Split('\n').Where(it => it.StartsWith("import ") || it.StartsWith("from "));
            return (await RunAsync(["-c", string.Join('\n', imports)], Path.GetTempPath())).ExitCode == 0;
        }

        public static async Task<(int ExitCode, string Output)> RunAsync(string[] arguments, string folder)
        {
            await using var python = await ChildProcess.StartAsync(
                "python",
                Executable,
                arguments,
                workingFolder: folder
            );
            return (await python.WaitForExitAsync().WaitAsync(Deadline), python.Output);
        }

        private static async Task<bool> LooksForItAsync()
        {
            try
            {
                return (await RunAsync(["-c", ""], Path.GetTempPath())).ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }
}
