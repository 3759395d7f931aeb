namespace ModelData.LocalEventHubs.Storage;

/// <summary>Whoever appended events and waits for the outcome.</summary>
internal interface IAppendListener
{
    /// <summary>Called once per append, from a pool thread.</summary>
    /// <param name="failure">Why the events are not stored; <see langword="null"/> when they are on the disk.</param>
    void OnCommitted(Exception? failure);
}
