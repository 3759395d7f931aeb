using System.Buffers;
using System.Collections.Frozen;

namespace ModelData;

/// <summary>A member of a settings document that is not acted on. It stays in the document when that is written again.</summary>
/// <param name="Path">Where it stands, for example <c>collectors[2].spool</c>: its name alone, never its value, and fit for a log.</param>
/// <param name="IsLocal">
/// Whether it is a setting that a document may not have (where rows are sent, keys, spool, debug), since it belongs to the process alone; else this
/// version does not know it.
/// </param>
public sealed record IgnoredMember(string Path, bool IsLocal)
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-$."
    );

    // As they are called in configuration, and as somebody might call them.
    private static readonly FrozenSet<string> Local = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        [
            "connectionString",
            "credential",
            "debug",
            "eventHub",
            "eventHubs",
            "fullyQualifiedNamespace",
            "hub",
            "hubName",
            "key",
            "keys",
            "modelVersion",
            "sas",
            "settings",
            "spool",
            "target",
            "token",
            "webService",
            "webServiceName",
            "workspace",
        ]
    );

    /// <summary>What to tell a person, in one sentence.</summary>
    public override string ToString() =>
        IsLocal
            ? $"{Path} is ignored: it can only be set where the process runs."
            : $"{Path} is ignored: this version does not know it.";

    internal static IgnoredMember At(string parent, string name)
    {
        bool isPlain = name.Length is > 0 and <= 64 && !name.AsSpan().ContainsAnyExcept(Plain);
        return new IgnoredMember(parent + (isPlain ? name : Shown.Text(name)), Local.Contains(name));
    }
}
