namespace ModelData.Producer.Buffering;

/// <summary>What an object is to <c>Collect</c>, by its type.</summary>
internal enum DataShape
{
    /// <summary>One value; whether of a type that is collected shows when it is read.</summary>
    Value,

    /// <summary>Values, or rows, in an order that the type stands for: an array or a list.</summary>
    List,

    /// <summary>A sequence of numbers, booleans or times that is only known by going through it.</summary>
    Series,

    /// <summary>Another sequence: taken where it is all the data, not where something else may be meant.</summary>
    Sequence,

    /// <summary>A rectangular array, or a tensor, of any number of dimensions.</summary>
    Tensor,

    /// <summary>Bytes or a stream.</summary>
    Bytes,

    /// <summary>Something that is a text, and enumerable besides.</summary>
    Text,

    /// <summary>A dictionary, or a JSON object: names with values.</summary>
    Pairs,

    /// <summary>A row of a table or of a reader, whose columns have names.</summary>
    Record,

    /// <summary>A table, or a reader: rows whose columns have names.</summary>
    Table,

    /// <summary>A tuple: values whose names the compiler alone knows.</summary>
    Tuple,

    /// <summary>Memory: values that are not listed.</summary>
    Memory,

    /// <summary>Values without an order.</summary>
    Set,

    /// <summary>A group of a query: values with a key.</summary>
    Group,
}
