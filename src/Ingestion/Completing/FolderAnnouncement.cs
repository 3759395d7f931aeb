namespace ModelData.Ingestion.Completing;

/// <summary>
/// One writer's knowledge of its folder's marker. While an event of a partition is not done, the partition's watermark is not beyond it;
/// and a marker is deleted only by a watermark beyond what it says. So a marker that reaches up to an event stays until the event is in
/// its file, and costs no request meanwhile. Not thread-safe.
/// </summary>
internal sealed class FolderAnnouncement(string folder, IOpenFolders folders, CompletionTimes times)
{
    private OpenFolder? _marker;

    /// <summary>Makes the marker reach up to a time, if it does not.</summary>
    /// <param name="day">The day of the folder.</param>
    /// <param name="streamTime">The time of the latest event.</param>
    /// <param name="isNew">Whether there is probably no marker yet.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask ReachAsync(
        DateOnly day,
        DateTimeOffset streamTime,
        bool isNew,
        CancellationToken cancellationToken
    )
    {
        if (_marker is null && !isNew)
        {
            _marker = await folders.ReadAsync(folder, day, cancellationToken);
        }

        while (_marker is null || _marker.Until < streamTime)
        {
            _marker =
                await folders.TryWriteAsync(folder, day, times.Until(day, streamTime), _marker?.ETag, cancellationToken)
                ?? await folders.ReadAsync(folder, day, cancellationToken);
        }
    }
}
