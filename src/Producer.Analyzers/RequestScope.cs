using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelData.Producer.Analyzers;

/// <summary>Code that ASP.NET Core runs once a request.</summary>
internal static class RequestScope
{
    private static readonly string[] Endpoints =
    [
        "MapGet",
        "MapPost",
        "MapPut",
        "MapPatch",
        "MapDelete",
        "MapMethods",
        "Map",
    ];

    /// <summary>Whether an operation is in the handler of an endpoint, or in a controller.</summary>
    public static bool Holds(IOperation operation, ISymbol containing)
    {
        for (IOperation? each = operation; each is not null; each = each.Parent)
        {
            if (each is IAnonymousFunctionOperation && IsEndpoint(each))
            {
                return true;
            }
        }
        return IsController(containing.ContainingType);
    }

    /// <summary>Whether a lambda is the handler of an endpoint.</summary>
    public static bool IsEndpoint(IOperation lambda)
    {
        IOperation? user = lambda.Parent;
        while (user is IConversionOperation or IDelegateCreationOperation or IArgumentOperation)
        {
            user = user.Parent;
        }
        return user is IInvocationOperation call
            && Endpoints.Contains(call.TargetMethod.Name)
            && call.TargetMethod.ContainingNamespace.ToDisplayString() == "Microsoft.AspNetCore.Builder";
    }

    /// <summary>Whether a type is a controller.</summary>
    public static bool IsController(ITypeSymbol? type)
    {
        for (ITypeSymbol? each = type; each is not null; each = each.BaseType)
        {
            if (each.ToDisplayString() == "Microsoft.AspNetCore.Mvc.ControllerBase")
            {
                return true;
            }
        }
        return false;
    }
}
