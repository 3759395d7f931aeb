namespace ModelData.Producer;

/// <summary>The names under which the producer tells what it does, for example for <c>AddSource</c> and <c>AddMeter</c> of OpenTelemetry.</summary>
public static class ProducerTelemetry
{
    /// <summary>
    /// The activity source: <c>ModelData.Producer</c>. The send of a batch is an activity of kind Producer, linked to those in which its rows were collected.
    /// </summary>
    public const string ActivitySourceName = "ModelData.Producer";

    /// <summary>The meter: <c>ModelData.Producer</c>.</summary>
    public const string MeterName = "ModelData.Producer";
}
