using System.Globalization;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using ModelData.Ingestion.Reading.DeadLetters;

namespace ModelData.Operations.DeadLetters;

/// <summary>
/// Which letters of a pack were sent again: an append blob beside it, a line for each, sequence number and time. A pack belongs to the worker
/// alone, and marks of several tools do not meet: each line is appended by itself.
/// </summary>
internal sealed class LetterMarks(BlobContainerClient container)
{
    /// <summary>Whether a blob is one of marks.</summary>
    public static bool IsMarks(string name) => name.EndsWith("-marks.txt", StringComparison.Ordinal);

    /// <summary>Reads the marks of a pack: when each letter was sent again, the last time.</summary>
    public async Task<IReadOnlyDictionary<long, string>> ReadAsync(
        LetterPackName pack,
        CancellationToken cancellationToken
    )
    {
        var marks = new Dictionary<long, string>();
        try
        {
            BlobDownloadResult content = await container
                .GetBlobClient(pack.Marks)
                .DownloadContentAsync(cancellationToken);
            foreach (string line in content.Content.ToString().Split('\n'))
            {
                if (
                    line.Split(' ') is [var number, var time]
                    && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long sequenceNumber)
                )
                {
                    marks[sequenceNumber] = time;
                }
            }
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // None was sent.
        }
        return marks;
    }

    public async Task AddAsync(
        LetterPackName pack,
        long sequenceNumber,
        string time,
        CancellationToken cancellationToken
    )
    {
        AppendBlobClient blob = container.GetAppendBlobClient(pack.Marks);
        byte[] line = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{sequenceNumber} {time}\n"));
        try
        {
            await AppendAsync(blob, line, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            await blob.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await AppendAsync(blob, line, cancellationToken);
        }
    }

    private static Task AppendAsync(AppendBlobClient blob, byte[] line, CancellationToken cancellationToken) =>
        blob.AppendBlockAsync(new MemoryStream(line), new AppendBlobAppendBlockOptions(), cancellationToken);
}
