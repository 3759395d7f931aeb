namespace ModelData.LocalEventHubs.Storage;

/// <summary>What is on the disk is not what was written: an acknowledged event is missing, or is not the one that was sent.</summary>
internal sealed class DamagedLogException(string folder, string what, Exception? cause = null)
    : IOException(
        $"{what} An acknowledged event is missing or changed, so that this hub is not served: put '{folder}' back from a copy, or "
            + "delete the hub's folder to begin it anew.",
        cause
    );
