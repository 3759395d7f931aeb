using Microsoft.Extensions.Primitives;
using ModelData.Console.Pages;
using ModelData.Operations.DeadLetters;

namespace ModelData.Console.DeadLetters;

/// <summary>Which dead letters are meant, as a form or an address says it. What is empty selects everything.</summary>
public sealed record LetterQuery
{
    /// <summary>The reason, exactly.</summary>
    public string Reason { get; init; } = "";

    /// <summary>From when on the hub got the events.</summary>
    public string From { get; init; } = "";

    /// <summary>Before when the hub got them.</summary>
    public string Before { get; init; } = "";

    /// <summary>The workspace, <c>subscription/resource group/workspace</c>.</summary>
    public string Workspace { get; init; } = "";

    /// <summary>The web service.</summary>
    public string Service { get; init; } = "";

    /// <summary>The model.</summary>
    public string Model { get; init; } = "";

    /// <summary>The model's version.</summary>
    public string Version { get; init; } = "";

    /// <summary>What is collected.</summary>
    public string Identifier { get; init; } = "";

    /// <summary>The fields of a form that says the same.</summary>
    public IReadOnlyList<(string Name, string? Value)> Fields =>
        [
            ("reason", Reason),
            ("from", From),
            ("before", Before),
            ("workspace", Workspace),
            ("service", Service),
            ("model", Model),
            ("version", Version),
            ("identifier", Identifier),
        ];

    /// <summary>The address of the list of these letters.</summary>
    public Query Query => new(LetterPages.List, Fields);

    /// <summary>What is selected, for people.</summary>
    public override string ToString() =>
        Fields.Any(it => !string.IsNullOrEmpty(it.Value))
            ? string.Join(
                ", ",
                Fields.Where(it => !string.IsNullOrEmpty(it.Value)).Select(it => $"{it.Name} {it.Value}")
            )
            : "all";

    /// <summary>Reads the fields of a form or an address.</summary>
    internal static LetterQuery Read(Func<string, StringValues> value)
    {
        string Text(string name) => value(name).ToString().Trim();
        return new LetterQuery
        {
            Reason = Text("reason"),
            From = Text("from"),
            Before = Text("before"),
            Workspace = Text("workspace"),
            Service = Text("service"),
            Model = Text("model"),
            Version = Text("version"),
            Identifier = Text("identifier"),
        };
    }

    /// <summary>The filter.</summary>
    /// <exception cref="CommandFailedException">A time or a workspace cannot be read.</exception>
    internal LetterFilter ToFilter()
    {
        string?[] workspace =
            Workspace.Length == 0 ? [null, null, null]
            : CollectionAddress.TryParseWorkspace(
                Workspace,
                out string? subscription,
                out string? group,
                out string? name
            )
                ? [subscription, group, name]
            : throw new CommandFailedException(
                "A workspace is written <subscription>/<resource group>/<workspace>, for example default/default/default."
            );
        return new LetterFilter(Said(Reason), Time("From", From), Time("Before", Before))
        {
            Address = [.. workspace, Said(Service), Said(Model), Said(Version), Said(Identifier)],
        };
    }

    private static string? Said(string text) => text.Length == 0 ? null : text;

    private static DateTimeOffset? Time(string field, string text) =>
        text.Length == 0 ? null : TimeArgument.Read(field, text);
}
