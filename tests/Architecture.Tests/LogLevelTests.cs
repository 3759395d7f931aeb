using System.Text.RegularExpressions;
using ModelData.Testing;
using Mono.Cecil;

namespace ModelData.Architecture;

/// <summary>What the worker warns of, an operator finds in docs/operations.md: the id, the cause and the mend.</summary>
[Trait("Level", "Unit")]
public sealed partial class LogLevelTests
{
    private const int Warning = 3;

    private static readonly string[] Logging = ["Ingestion", "Ingestor"];

    [Fact]
    public void Operations_EveryWarningAndError_HasARowWithCauseAndMend()
    {
        var described = ReadRows().Where(it => it.Says.Length > 0 && it.Do.Length > 0).SelectMany(it => it.Ids);
        var missing = Read().Where(it => it.Level is null or >= Warning).Select(it => it.Id).Except(described);

        Assert.Empty(missing.Order());
    }

    [Fact]
    public void Operations_EveryIdOfALogLine_IsInTheCodeAndStandsOnce()
    {
        var ids = ReadRows().SelectMany(it => it.Ids).ToList();

        Assert.Empty(ids.Except(Read().Select(it => it.Id)).Order());
        Assert.Equal(ids.Distinct(), ids);
    }

    private static List<(int[] Ids, string Says, string Do)> ReadRows() =>
        [
            .. File.ReadLines(Path.Combine(Repository.Root, "docs", "operations.md"))
                .Select(line => Row().Match(line))
                .Where(row => row.Success)
                .Select(row =>
                    (
                        row.Groups[1].Captures.Select(it => int.Parse(it.ValueSpan)).ToArray(),
                        row.Groups[2].Value.Trim(),
                        row.Groups[3].Value.Trim()
                    )
                ),
        ];

    private static List<(int Id, int? Level)> Read()
    {
        var logs = new List<(int, int?)>();
        foreach (string folder in Logging)
        {
            using var module = SourceProject.Get(folder).ReadModule();
            logs.AddRange(
                from type in module.GetTypes()
                from method in type.Methods
                from attribute in method.CustomAttributes
                where attribute.AttributeType.Name == "LoggerMessageAttribute"
                select (Find(attribute, "EventId", "System.Int32") ?? 0, Find(attribute, "Level", "LogLevel"))
            );
        }

        return logs;
    }

    private static int? Find(CustomAttribute attribute, string name, string type) =>
        (int?)
            attribute
                .Properties.Where(it => it.Name == name)
                .Select(it => it.Argument)
                .Concat(
                    attribute.ConstructorArguments.Where(it =>
                        it.Type.FullName.EndsWith(type, StringComparison.Ordinal)
                    )
                )
                .Select(it => it.Value)
                .FirstOrDefault();

    [GeneratedRegex(@"^\| (?:([0-9]{4})(?:, )?)+ \|([^|]+)\|([^|]+)\|$")]
    private static partial Regex Row();
}
