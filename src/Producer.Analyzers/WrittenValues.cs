using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelData.Producer.Analyzers;

/// <summary>The values that are written out where they are passed, those of arrays and collections and nested ones included.</summary>
internal static class WrittenValues
{
    /// <summary>The values of an argument, itself among them: it may be the one that is collected.</summary>
    public static IEnumerable<IOperation> Of(IOperation argument) => InElement(argument);

    private static IEnumerable<IOperation> In(IOperation argument) =>
        argument switch
        {
            IConversionOperation conversion => In(conversion.Operand),
            IArrayCreationOperation { Initializer: { } initializer } => In(initializer),
            IArrayInitializerOperation initializer => initializer.ElementValues.SelectMany(InElement),
            ICollectionExpressionOperation collection => collection.Elements.SelectMany(InElement),
            IObjectCreationOperation { Initializer: { } initializer } => initializer
                .Initializers.OfType<IInvocationOperation>()
                .SelectMany(add => add.Arguments)
                .SelectMany(added => InElement(added.Value)),
            _ => [],
        };

    // An element is a value, or a choice between values, or a row in its turn.
    private static IEnumerable<IOperation> InElement(IOperation element) =>
        element switch
        {
            IConversionOperation conversion
                when Innermost(conversion)
                    is IConditionalOperation
                        or ISwitchExpressionOperation
                        or ICoalesceOperation => InElement(Innermost(conversion)),
            IConditionalOperation { WhenFalse: { } otherwise } choice => InElement(choice.WhenTrue)
                .Concat(InElement(otherwise)),
            ICoalesceOperation choice => InElement(choice.Value).Concat(InElement(choice.WhenNull)).Append(choice),
            ISwitchExpressionOperation choice => choice.Arms.SelectMany(arm => InElement(arm.Value)),
            _ => In(element).Append(element),
        };

    private static IOperation Innermost(IOperation operation) =>
        operation is IConversionOperation conversion ? Innermost(conversion.Operand) : operation;
}
