using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace ModelData.Producer.Buffering;

/// <summary>
/// The dimensions of rectangular arrays and of tensors, those of <c>System.Numerics.Tensors</c> and of the ONNX runtime among them. Tensors are known by
/// their members, since no interface is common to the libraries and a scoring app should load none for the sake of the others.
/// </summary>
internal static class TensorLengths
{
    private const string Rank = "Rank";
    private static readonly string[] Names = ["Lengths", "Dimensions"];

    private delegate ReadOnlySpan<nint> NativeLengths();

    private delegate ReadOnlySpan<int> Lengths();

    /// <summary>Whether a type is a tensor's.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Where the member is gone the name decides.")]
    public static bool AreOf(Type type, Type[] interfaces) =>
        Property(type, Rank)?.PropertyType == typeof(int)
        || interfaces.Append(type).Any(each => each.Name.Contains("Tensor", StringComparison.Ordinal));

    /// <summary>Reads the lengths of the dimensions.</summary>
    /// <param name="tensor">An array or a tensor.</param>
    /// <returns>The lengths, of rows first; null when they cannot be read, or the values are not stored row by row.</returns>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Where a member is gone the data is refused.")]
    public static int[]? Read(object tensor)
    {
        if (tensor is Array array)
        {
            return [.. Enumerable.Range(0, array.Rank).Select(array.GetLength)];
        }
        Type type = tensor.GetType();
        if (Property(type, "IsReversedStride")?.GetValue(tensor) is true)
        {
            return null;
        }
        foreach (string name in Names)
        {
            MethodInfo? getter = Property(type, name)?.GetMethod;
            if (getter?.ReturnType == typeof(ReadOnlySpan<nint>))
            {
                return [.. getter.CreateDelegate<NativeLengths>(tensor)().ToArray().Select(each => checked((int)each))];
            }
            if (getter?.ReturnType == typeof(ReadOnlySpan<int>))
            {
                return getter.CreateDelegate<Lengths>(tensor)().ToArray();
            }
        }
        return null;
    }

    /// <summary>Of members that hide each other, the one of the most derived type; by its name alone the framework finds none then, and throws.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "As above.")]
    private static PropertyInfo? Property(Type type, string name) =>
        Array.Find(type.GetProperties(), property => property.Name == name && property.GetIndexParameters() is []);
}
