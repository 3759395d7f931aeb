using Azure.Storage.Blobs;
using ModelData.Bench.Load.Drain;

namespace ModelData.Bench.Load.Peers;

/// <summary>Counts the rows that a peer has written, by their numbers.</summary>
internal static class PeerAudit
{
    public const string Container = "peers";

    /// <exception cref="InvalidDataException">Rows are missing, doubled or damaged.</exception>
    public static async Task CheckAsync(
        string peer,
        string connectionString,
        long backlogRows,
        long writtenRows,
        CancellationToken cancellationToken
    )
    {
        var container = new BlobContainerClient(connectionString, Container);
        var audit = await RowAudit.ReadAsync(container, backlogRows, cancellationToken);
        if (audit.Distinct != writtenRows || audit.Doubled != 0 || writtenRows == 0)
        {
            throw new InvalidDataException(
                $"{peer}: {writtenRows} rows were reported as written; the blobs hold {audit.Distinct}, and {audit.Doubled} of them twice."
            );
        }
    }
}
