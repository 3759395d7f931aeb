using Microsoft.CodeAnalysis;

namespace ModelData.Producer.Analyzers.Rows;

/// <summary>What a type with <c>[ModelDataRow]</c> must be.</summary>
internal static class RowRules
{
    public static readonly DiagnosticDescriptor NotPartial = Rule(
        "MDC010",
        "A row type is not partial",
        "{0} is not partial, so the code that writes its rows cannot be added: write partial before {1}"
    );

    public static readonly DiagnosticDescriptor NoFeatures = Rule(
        "MDC011",
        "A row type has no features",
        "{0} has no public property that can be read, so its rows have no values: add properties (fields are not collected), or leave [ModelDataRow] out"
    );

    public static readonly DiagnosticDescriptor NotCollected = Rule(
        "MDC012",
        "A property is of a type that is not collected",
        "{0} is of type {1}, which is not collected: {2}"
    );

    public static readonly DiagnosticDescriptor TwoOfOneName = Rule(
        "MDC013",
        "Two features have one name",
        "{0} is a feature named \"{1}\", and so is {2}: give one of them another name by [Feature(\"...\")], or leave it out by [Feature(Ignore = true)]"
    );

    public static readonly DiagnosticDescriptor NotARow = Rule(
        "MDC014",
        "A type cannot be a row",
        "{0} is {1}, for which no rows can be written: put [ModelDataRow] on a type that is not"
    );

    public static readonly DiagnosticDescriptor IllegalFeature = Rule(
        "MDC015",
        "The settings of a feature are not legal",
        "[Feature] of {0}: {1}"
    );

    public static readonly DiagnosticDescriptor[] All =
    [
        NotPartial,
        NoFeatures,
        NotCollected,
        TwoOfOneName,
        NotARow,
        IllegalFeature,
    ];

    private static DiagnosticDescriptor Rule(string id, string title, string message) =>
        new(id, title, message, "ModelData", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
