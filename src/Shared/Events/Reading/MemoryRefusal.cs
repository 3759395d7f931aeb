namespace ModelData;

/// <summary>The refusal of an event that needs more memory than its reader may take. The event itself is legal.</summary>
internal static class MemoryRefusal
{
    public static Refusal Create(long needed) =>
        new(
            RefusalReasons.TooLargeForMemory,
            $"The event takes {needed} bytes of memory or more while it is read, which is more than this worker may take for one event."
        );
}
