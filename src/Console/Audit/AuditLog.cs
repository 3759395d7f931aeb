using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace ModelData.Console.Audit;

/// <summary>
/// What was done in consoles, beside the states: an append blob a day, <c>audit/yyyy/MM/dd.jsonl</c>, a line before and a line after. What a settings
/// document says, and who wrote it, stands in the document. Thread-safe.
/// </summary>
internal sealed class AuditLog(ConsolePlaces places, TimeProvider time)
{
    private const string Prefix = "audit/";
    private const string Extension = ".jsonl";

    /// <summary>A day with more is read from its end.</summary>
    private const int MostBytes = 4 * 1024 * 1024;

    private BlobContainerClient Container => places.Pipeline.State;

    /// <summary>Writes down what will be done: without that, it is not done.</summary>
    /// <exception cref="CommandFailedException">It could not be written down.</exception>
    public async Task<AuditEntry> IntendAsync(
        string who,
        string action,
        string detail,
        CancellationToken cancellationToken
    )
    {
        var entry = new AuditEntry(Guid.CreateVersion7().ToString("N"), time.GetUtcNow(), who, action, detail);
        try
        {
            await AppendAsync(
                entry.At,
                new AuditLine(entry.Id, AuditLine.Intended, entry.At, who, action, detail),
                cancellationToken
            );
        }
        catch (Exception e) when (e is not OperationCanceledException && Explanation.Of(e) is { } problem)
        {
            throw new CommandFailedException(
                $"Nothing was done, since it could not be written down in the audit (container {Container.Name}): {problem}",
                e
            );
        }
        return entry;
    }

    /// <summary>Writes down what came of it, on the day on which it was intended.</summary>
    public Task DoneAsync(AuditEntry entry, string outcome) =>
        AppendAsync(
            entry.At,
            new AuditLine(entry.Id, AuditLine.Done, time.GetUtcNow(), entry.Who, entry.Action, outcome),
            CancellationToken.None
        );

    /// <summary>The days of which there is something, the newest first.</summary>
    public async Task<IReadOnlyList<DateOnly>> ListAsync(CancellationToken cancellationToken)
    {
        var days = new List<DateOnly>();
        var blobs = Container.GetBlobsAsync(BlobTraits.None, BlobStates.None, Prefix, cancellationToken);
        await foreach (BlobItem blob in blobs)
        {
            if (
                blob.Name.EndsWith(Extension, StringComparison.Ordinal)
                && DateOnly.TryParseExact(
                    blob.Name[Prefix.Length..^Extension.Length],
                    "yyyy/MM/dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out DateOnly day
                )
            )
            {
                days.Add(day);
            }
        }
        return [.. days.OrderDescending()];
    }

    /// <summary>What was done on a day, the newest first, and whether that is all of it.</summary>
    public async Task<(IReadOnlyList<AuditEntry> Entries, bool IsWhole)> ReadAsync(
        DateOnly day,
        CancellationToken cancellationToken
    )
    {
        byte[] content;
        bool isWhole;
        try
        {
            BlobClient blob = Container.GetBlobClient(NameOf(day));
            BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
            long start = Math.Max(0, properties.ContentLength - MostBytes);
            isWhole = start == 0;
            if (properties.ContentLength == 0)
            {
                return ([], true);
            }
            BlobDownloadResult part = await blob.DownloadContentAsync(
                new BlobDownloadOptions { Range = new HttpRange(start) },
                cancellationToken
            );
            content = part.Content.ToArray();
        }
        catch (RequestFailedException e) when (e.Status is 404 or 416)
        {
            return ([], true);
        }
        return (Understand(content), isWhole);
    }

    private static IReadOnlyList<AuditEntry> Understand(ReadOnlySpan<byte> content)
    {
        var entries = new Dictionary<string, AuditEntry>(StringComparer.Ordinal);
        foreach (Range range in content.Split((byte)'\n'))
        {
            if (AuditLine.TryRead(content[range]) is not { } line)
            {
                continue;
            }
            entries.TryGetValue(line.Id, out AuditEntry? known);
            entries[line.Id] =
                line.State == AuditLine.Intended
                    ? known ?? new AuditEntry(line.Id, line.At, line.Who, line.Action, line.Detail)
                    : (known ?? new AuditEntry(line.Id, line.At, line.Who, line.Action, "")) with
                    {
                        DoneAt = line.At,
                        Outcome = line.Detail,
                    };
        }
        return [.. entries.Values.OrderByDescending(it => it.At)];
    }

    private async Task AppendAsync(DateTimeOffset day, AuditLine line, CancellationToken cancellationToken)
    {
        AppendBlobClient blob = Container.GetAppendBlobClient(NameOf(DateOnly.FromDateTime(day.UtcDateTime)));
        byte[] utf8 = line.ToUtf8();
        try
        {
            await AppendAsync(blob, utf8, cancellationToken);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            await blob.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await AppendAsync(blob, utf8, cancellationToken);
        }
    }

    private static Task AppendAsync(AppendBlobClient blob, byte[] line, CancellationToken cancellationToken) =>
        blob.AppendBlockAsync(new MemoryStream(line), new AppendBlobAppendBlockOptions(), cancellationToken);

    private static string NameOf(DateOnly day) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{day:yyyy/MM/dd}{Extension}");
}
