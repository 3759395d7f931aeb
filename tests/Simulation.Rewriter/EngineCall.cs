using Mono.Cecil;

namespace ModelData.Simulation.Rewriter;

/// <summary>A call as the rules name it: <c>Namespace.Type::Member</c>, without generic arguments.</summary>
public static class EngineCall
{
    public static string NameOf(MethodReference method)
    {
        ArgumentNullException.ThrowIfNull(method);
        return $"{method.DeclaringType.GetElementType().FullName}::{method.Name}";
    }

    /// <summary>Whether it decides where an await goes on.</summary>
    public static bool IsConfigureAwait(MethodReference method)
    {
        ArgumentNullException.ThrowIfNull(method);
        return method.Name == "ConfigureAwait" && method.Parameters.Count >= 1;
    }
}
