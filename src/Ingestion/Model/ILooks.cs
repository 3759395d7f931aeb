namespace ModelData.Ingestion.Model;

/// <summary>Looks whether this worker's sessions still own their partitions of the hub that they read. Thread-safe.</summary>
internal interface ILooks
{
    /// <summary>
    /// Waits for a look that begins after this call. It tells every session that is registered what it found: see
    /// <see cref="PartitionSession"/>.
    /// </summary>
    /// <exception cref="Exception">The look failed: nothing is known, and nothing may be committed or dropped because of it.</exception>
    Task LookAsync(CancellationToken cancellationToken);
}
