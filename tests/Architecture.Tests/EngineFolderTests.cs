using System.Text.RegularExpressions;
using ModelData.Testing;
using Mono.Cecil;

namespace ModelData.Architecture;

/// <summary>
/// The engine is read from left to right: each folder uses those before it and none behind it. docs/architecture.md has the same folders in the same
/// order, with a
/// sentence for each.
/// </summary>
[Trait("Level", "Unit")]
public sealed partial class EngineFolderTests
{
    private const string Root = "ModelData.Ingestion";

    /// <summary>From left to right; the engine's root puts all of them together.</summary>
    private static readonly string[] Folders =
    [
        "Settings",
        "Diagnostics",
        "Model",
        "Memory",
        "Blobs",
        "Files",
        "Files/Csv",
        "Files/Parquet",
        "Committing",
        "Buffering",
        "Reading/Receiving",
        "Reading/Balancing",
        "Reading/Fencing",
        "Reading/DeadLetters",
        "Reading/State",
        "Reading/Heartbeats",
        "Reading",
        "Completing",
        "Observing",
        "Observing/Status",
        "Observing/Checking",
        "Replaying",
        "",
    ];

    private static readonly string[] Order =
    [
        .. Folders.Select(it => it.Length == 0 ? Root : $"{Root}.{it.Replace('/', '.')}"),
    ];

    [Fact]
    public void Types_OfAFolder_UseNoneBehindIt()
    {
        using var module = SourceProject.Get("Ingestion").ReadModule();

        var against =
            from type in module.GetTypes()
            let user = Outermost(type)
            where Rank(user) >= 0
            from used in Used(type)
            where Rank(used) > Rank(user)
            select $"{user.FullName} uses {used.FullName}";

        Assert.Empty(against.Distinct());
    }

    [Fact]
    public void Namespaces_OfTheEngine_AreThoseOfTheList()
    {
        using var module = SourceProject.Get("Ingestion").ReadModule();

        var names = module
            .GetTypes()
            .Select(type => Outermost(type).Namespace)
            .Where(name => name == Root || name.StartsWith(Root + ".", StringComparison.Ordinal))
            .Distinct();

        Assert.Equal(Order.Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Files_OfTheEngine_LieInTheFolderOfTheirNamespace()
    {
        string source = Path.Combine(Repository.Root, "src", "Ingestion");
        var elsewhere =
            from file in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            let folder = Path.GetRelativePath(source, Path.GetDirectoryName(file)!).Replace('\\', '/')
            let name = folder == "." ? Root : $"{Root}.{folder.Replace('/', '.')}"
            where !File.ReadLines(file).Contains($"namespace {name};")
            select Path.GetRelativePath(source, file);

        Assert.Empty(elsewhere);
    }

    [Fact]
    public void Architecture_HasASentenceForEachFolder_InTheirOrder()
    {
        var told = File.ReadLines(Path.Combine(Repository.Root, "docs", "architecture.md"))
            .Select(line => Row().Match(line))
            .Where(row => row.Success)
            .Select(row => row.Groups[1].Value);

        Assert.Equal(Folders.Where(it => it.Length > 0), told);
    }

    private static int Rank(TypeReference type) => Array.IndexOf(Order, type.Namespace);

    private static IEnumerable<TypeReference> Used(TypeDefinition type)
    {
        var named = new List<TypeReference>(type.Interfaces.Select(it => it.InterfaceType));
        named.AddRange(type.Fields.Select(it => it.FieldType));
        named.AddRange(type.CustomAttributes.Select(it => it.AttributeType));
        if (type.BaseType is not null)
        {
            named.Add(type.BaseType);
        }

        foreach (var method in type.Methods)
        {
            named.Add(method.ReturnType);
            named.AddRange(method.Parameters.Select(it => it.ParameterType));
            if (!method.HasBody)
            {
                continue;
            }

            named.AddRange(method.Body.Variables.Select(it => it.VariableType));
            foreach (var instruction in method.Body.Instructions)
            {
                if (instruction.Operand is TypeReference operand)
                {
                    named.Add(operand);
                }
                else if (instruction.Operand is MemberReference member)
                {
                    named.Add(member.DeclaringType);
                    if (member is GenericInstanceMethod generic)
                    {
                        named.AddRange(generic.GenericArguments);
                    }
                }
            }
        }

        return named.Where(it => it is not null).SelectMany(Parts).Select(Outermost);
    }

    private static IEnumerable<TypeReference> Parts(TypeReference type) =>
        type switch
        {
            GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
            TypeSpecification outer => Parts(outer.ElementType),
            _ => [type],
        };

    private static TypeReference Outermost(TypeReference type) =>
        type.DeclaringType is { } outer ? Outermost(outer) : type;

    [GeneratedRegex(@"^\| `([A-Z][A-Za-z/]+)` \| [^|]{20,} \|$")]
    private static partial Regex Row();
}
