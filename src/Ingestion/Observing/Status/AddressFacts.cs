using System.Collections.Concurrent;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Completing;

namespace ModelData.Ingestion.Observing.Status;

/// <summary>Tells by the metadata of their files how fresh the newest open folder of each address is: one listing a folder.</summary>
internal static class AddressFacts
{
    private const int Listings = 32;
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>Reads the newest folder of each address.</summary>
    /// <param name="data">The container of rows.</param>
    /// <param name="open">The folders that rows may still come to.</param>
    /// <param name="most">Of how many addresses the files are listed: those beyond are told by name and day alone.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<AddressStatus>> ReadAsync(
        BlobContainerClient data,
        IReadOnlyList<OpenFolder> open,
        int most,
        CancellationToken cancellationToken
    )
    {
        var newest = new Dictionary<CollectionAddress, (OpenFolder Folder, AddressStatus Status)>();
        foreach (var folder in open)
        {
            if (
                BlobLayout.TryParse($"{folder.Folder}/x", out var location)
                && (!newest.TryGetValue(location.Address, out var known) || known.Status.Day < location.Day)
            )
            {
                newest[location.Address] = (folder, new AddressStatus(location.Address, location.Day));
            }
        }

        // The markers that reach furthest are of those that rows came to last.
        var order = newest.Values.OrderByDescending(it => it.Folder.Until).ToList();
        var read = new ConcurrentBag<AddressStatus>();
        await Parallel.ForEachAsync(
            order.Take(most),
            new ParallelOptions { MaxDegreeOfParallelism = Listings, CancellationToken = cancellationToken },
            async (it, token) => read.Add(await ReadAsync(data, it.Folder.Folder, it.Status, token))
        );
        return
        [
            .. read.Concat(order.Skip(most).Select(it => it.Status))
                .OrderBy(it => BlobLayout.Folder(it.Address, it.Day), StringComparer.Ordinal),
        ];
    }

    private static async Task<AddressStatus> ReadAsync(
        BlobContainerClient data,
        string folder,
        AddressStatus status,
        CancellationToken cancellationToken
    )
    {
        long rows = 0;
        int files = 0;
        bool isCounted = true;
        DateTimeOffset? last = null;
        DateTimeOffset? now = null;
        await foreach (
            var page in data.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, $"{folder}/", cancellationToken)
                .AsPages()
        )
        {
            now = page.GetRawResponse().Headers.Date ?? now;
            foreach (var blob in page.Values)
            {
                if (DataFileFacts.TryRead(blob.Metadata) is not { } file)
                {
                    continue;
                }

                files++;
                isCounted &= file.Rows is not null;
                rows += (file.Rows ?? 0) - (file.Copies ?? 0);
                last = Later(last, file.LastRow);
            }
        }

        return status with
        {
            Files = files,
            Rows = isCounted ? Math.Max(0, rows) : null,
            LastRow = last,
            // A time in the future says nothing.
            Freshness = now - last is { } age && age > -ClockSkew ? TimeSpan.FromTicks(Math.Max(0, age.Ticks)) : null,
            RowsAnHour =
                isCounted && Elapsed(status.Day, now) is { TotalMinutes: >= 1 } elapsed
                    ? Math.Round(Math.Max(0, rows) / elapsed.TotalHours, 1)
                    : null,
        };
    }

    /// <summary>How much of a day is over.</summary>
    private static TimeSpan? Elapsed(DateOnly day, DateTimeOffset? now)
    {
        var whole = TimeSpan.FromDays(1);
        var since = now - new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        return since < whole ? since
            : since is null ? null
            : whole;
    }

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;
}
