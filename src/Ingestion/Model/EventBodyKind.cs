namespace ModelData.Ingestion.Model;

/// <summary>The kind of AMQP section that an event's body is. All SDKs of the service send data, unless they are told otherwise.</summary>
internal enum EventBodyKind
{
    /// <summary>Bytes, in one data section or several.</summary>
    Data = 0,

    /// <summary>One AMQP value of any type.</summary>
    Value,

    /// <summary>Lists of AMQP values, in one sequence section or several.</summary>
    Sequence,
}
