namespace ModelData.Ingestion.Observing;

/// <summary>Where a worker leaves its report.</summary>
internal interface IWorkerReports
{
    /// <summary>Writes a worker's report over its last one.</summary>
    Task WriteAsync(WorkerReport report, CancellationToken cancellationToken);

    /// <summary>Deletes a worker's report, unless another one of its name has written since, or there is none.</summary>
    /// <param name="name">The worker.</param>
    /// <param name="owner">The start of it that wrote the report: <see cref="WorkerReport.Owner"/>.</param>
    /// <param name="cancellationToken">Ends the wait; whether it was deleted is then not known.</param>
    Task DeleteAsync(string name, string owner, CancellationToken cancellationToken);

    /// <summary>Deletes the reports of workers that are long gone.</summary>
    Task DeleteOldAsync(CancellationToken cancellationToken);
}
