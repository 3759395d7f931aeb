using System.Globalization;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>
/// Which letters of a pack were sent again: an append blob beside it, a line for each, sequence number and time. A pack belongs to the worker
/// alone, and marks of several tools do not meet: each line is appended by itself. Thread-safe.
/// </summary>
/// <param name="container">The container of dead letters.</param>
public sealed class LetterMarks(BlobContainerClient container)
{
    /// <summary>The metadata that marks a letter which is a blob of its own: when it was sent again.</summary>
    public const string ResubmittedKey = "resubmitted";

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

    /// <summary>Marks a letter as sent again.</summary>
    /// <param name="pack">Its pack.</param>
    /// <param name="sequenceNumber">Its number.</param>
    /// <param name="time">When it was sent, without blanks.</param>
    /// <param name="cancellationToken">Ends it.</param>
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
