using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Ingestion.Reading.DeadLetters;

namespace ModelData.Operations.DeadLetters;

/// <summary>The container of dead letters: those that lie in packs, and those that are blobs of their own.</summary>
public sealed class LetterStore(BlobContainerClient container, TimeProvider time)
{
    /// <summary>An event has at most 1 MiB, or 20 MiB in a dedicated cluster: with base64 and properties a letter stays below this.</summary>
    private const long MaxBytes = 64 * 1024 * 1024;

    private const int Concurrency = 16;

    private const string Changed = "was changed: it holds no letters that can be read";

    private readonly LetterPacks _packs = new(container);
    private readonly LetterMarks _marks = new(container);

    // Of the letters that were listed: a pack is asked first for those that lie in it.
    private readonly HashSet<string> _inPacks = new(StringComparer.Ordinal);

    /// <summary>Lists letters by name; of each the first bytes are read, or what the index of its pack says.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="progress">Told of each blob. Default: nobody is.</param>
    public async Task<List<ListedLetter>> ListAsync(
        LetterFilter filter,
        CancellationToken cancellationToken,
        IWorkProgress? progress = null
    )
    {
        var sources = new List<Func<Task<IReadOnlyList<ListedLetter>>>>();
        await foreach (
            BlobItem blob in container.GetBlobsAsync(
                BlobTraits.Metadata,
                BlobStates.None,
                prefix: null,
                cancellationToken
            )
        )
        {
            if (LetterName.TryParse(blob.Name, out LetterName name))
            {
                sources.Add(async () => [await SummariseAsync(blob, name, cancellationToken)]);
            }
            else if (LetterPackName.TryParse(blob.Name, out LetterPackName pack))
            {
                sources.Add(() => ListPackAsync(blob, pack, filter, cancellationToken));
            }
        }
        progress?.AddTotal(sources.Count);
        var letters = new List<ListedLetter>();
        foreach (Func<Task<IReadOnlyList<ListedLetter>>>[] some in sources.Chunk(Concurrency))
        {
            IReadOnlyList<ListedLetter>[] read = await Task.WhenAll(some.Select(source => source()));
            letters.AddRange(read.SelectMany(it => it).Where(filter.Includes));
            progress?.Add(some.Length);
        }
        // A worker before packs may have written a letter as a blob that one after it read again: that blob has the mark, if any has.
        List<ListedLetter> distinct =
        [
            .. letters
                .OrderBy(letter => letter.Name, StringComparer.Ordinal)
                .ThenBy(letter => letter.IsInPack)
                .DistinctBy(letter => letter.Name),
        ];
        Expect(distinct.Where(letter => letter.IsInPack).Select(letter => letter.Name));
        return distinct;
    }

    /// <summary>Lists the letters that are sent again when those of a filter are.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="progress">Told of each blob. Default: nobody is.</param>
    public async Task<List<ListedLetter>> SelectAsync(
        LetterFilter filter,
        CancellationToken cancellationToken,
        IWorkProgress? progress = null
    ) => [.. (await ListAsync(filter, cancellationToken, progress)).Where(filter.IsSent)];

    /// <summary>Tells of letters that they lie in packs, as a listing found it: they are looked for there first.</summary>
    public void Expect(IEnumerable<string> namesInPacks) => _inPacks.UnionWith(namesInPacks);

    /// <summary>Reads a letter whole.</summary>
    /// <exception cref="CommandFailedException">There is no such letter, or it is too long.</exception>
    public async Task<StoredLetter> ReadAsync(string name, CancellationToken cancellationToken)
    {
        if (LetterPackName.TryParse(name, out LetterPackName damaged))
        {
            throw new CommandFailedException($"{name} {await DescribePackAsync(damaged, cancellationToken)}");
        }
        if (!LetterName.TryParse(name, out LetterName position))
        {
            throw new CommandFailedException(
                $"{name} is not the name of a dead letter: `modeldata dead-letters ls` prints them."
            );
        }
        StoredLetter? letter = _inPacks.Contains(name)
            ? await FindInPackAsync(name, position, cancellationToken)
            : await FindBlobAsync(name, position, cancellationToken)
                ?? await FindInPackAsync(name, position, cancellationToken);
        return letter
            ?? throw new CommandFailedException(
                $"There is no dead letter {name}: `modeldata dead-letters ls` prints what there is."
            );
    }

    /// <summary>Marks a letter as sent again.</summary>
    /// <returns>Whether it is still the one that was read; otherwise somebody else marked or replaced it meanwhile.</returns>
    public async Task<bool> TryMarkAsync(StoredLetter letter, CancellationToken cancellationToken)
    {
        string now = time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        if (letter.Pack is { } pack)
        {
            await _marks.AddAsync(pack, letter.Position.SequenceNumber, now, cancellationToken);
            return true;
        }
        // The call replaces all metadata.
        var metadata = new Dictionary<string, string>(letter.Metadata, StringComparer.OrdinalIgnoreCase)
        {
            [LetterMarks.ResubmittedKey] = now,
        };
        try
        {
            await container
                .GetBlobClient(letter.Name)
                .SetMetadataAsync(metadata, new BlobRequestConditions { IfMatch = letter.ETag }, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return false;
        }
    }

    private async Task<StoredLetter?> FindBlobAsync(
        string name,
        LetterName position,
        CancellationToken cancellationToken
    )
    {
        try
        {
            BlobClient blob = container.GetBlobClient(name);
            BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
            if (properties.ContentLength > MaxBytes)
            {
                throw new CommandFailedException(
                    $"{name} has {properties.ContentLength} bytes: no dead letter is so long."
                );
            }
            BlobDownloadResult content = await blob.DownloadContentAsync(cancellationToken);
            return new StoredLetter(
                name,
                position,
                content.Details.ETag,
                content.Content.ToMemory(),
                content.Details.Metadata.AsReadOnly()
            );
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    private async Task<StoredLetter?> FindInPackAsync(
        string name,
        LetterName position,
        CancellationToken cancellationToken
    )
    {
        if (position.IsGap)
        {
            return null;
        }
        string incarnation = name[..name.IndexOf('/')];
        LetterPackName first = LetterPackName.Of(incarnation, position.Partition, position.SequenceNumber);
        if (await _packs.FindAsync(first, position.SequenceNumber, cancellationToken) is not (var content, var pack))
        {
            return null;
        }
        var metadata = new Dictionary<string, string>();
        IReadOnlyDictionary<long, string> marks = await _marks.ReadAsync(first, cancellationToken);
        if (marks.TryGetValue(position.SequenceNumber, out string? mark))
        {
            metadata[LetterMarks.ResubmittedKey] = mark;
        }
        return new StoredLetter(name, position, pack.ETag, content, metadata) { Pack = first };
    }

    private async Task<IReadOnlyList<ListedLetter>> ListPackAsync(
        BlobItem blob,
        LetterPackName name,
        LetterFilter filter,
        CancellationToken cancellationToken
    )
    {
        PackMetadata? metadata = PackMetadata.TryRead(blob.Metadata);
        if (metadata is not null && !filter.MayInclude(metadata.From, metadata.To))
        {
            return [];
        }
        OpenedPack? pack = await _packs.OpenAsync(name, cancellationToken);
        var letters = new List<ListedLetter>();
        if ((pack is null ? Changed : pack.Damage) is { } damage)
        {
            var position = new LetterName(name.Partition, name.First, IsGap: false);
            long bytes = blob.Properties.ContentLength ?? 0;
            string detail = $"this pack {damage}";
            letters.Add(
                new ListedLetter(blob.Name, position, ListedLetter.Unreadable, detail, null, bytes, null)
                {
                    IsOfDamagedPack = true,
                }
            );
        }
        if (pack is null)
        {
            return letters;
        }
        IReadOnlyDictionary<long, string> marks = await _marks.ReadAsync(name, cancellationToken);
        letters.AddRange(
            pack.Entries.Select(entry => new ListedLetter(
                name.Letter(entry.SequenceNumber),
                new LetterName(name.Partition, entry.SequenceNumber, IsGap: false),
                entry.Reason,
                entry.Detail,
                entry.EnqueuedTime,
                entry.Length,
                marks.GetValueOrDefault(entry.SequenceNumber)
            )
            {
                IsInPack = true,
                Address = entry.Address,
            })
        );
        return letters;
    }

    private async Task<string> DescribePackAsync(LetterPackName name, CancellationToken cancellationToken)
    {
        OpenedPack? pack = await _packs.OpenAsync(name, cancellationToken);
        return (pack is null ? Changed : pack.Damage) is { } damage
            ? $"{damage}. Restore the blob from a copy; letters that can be read are named by themselves."
            : "is a pack of dead letters: name one of them, as `modeldata dead-letters ls` prints it.";
    }

    private async Task<ListedLetter> SummariseAsync(BlobItem blob, LetterName name, CancellationToken cancellationToken)
    {
        LetterSummary summary = await ReadSummaryAsync(blob.Name, cancellationToken);
        return new ListedLetter(
            blob.Name,
            name,
            summary.Reason ?? ListedLetter.Unreadable,
            summary.Detail,
            summary.EnqueuedTime,
            blob.Properties.ContentLength ?? 0,
            Mark(blob.Metadata)
        )
        {
            Address = summary.Address,
        };
    }

    private async Task<LetterSummary> ReadSummaryAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var options = new BlobDownloadOptions { Range = new HttpRange(0, LetterSummary.Length) };
            BlobDownloadResult part = await container
                .GetBlobClient(name)
                .DownloadContentAsync(options, cancellationToken);
            return LetterSummary.Read(part.Content.ToMemory().Span);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 416)
        {
            // Deleted after it was listed, or empty.
            return LetterSummary.Read([]);
        }
    }

    public static string? Mark(IEnumerable<KeyValuePair<string, string>>? metadata) =>
        metadata
            ?.Where(pair => pair.Key.Equals(LetterMarks.ResubmittedKey, StringComparison.OrdinalIgnoreCase))
            .Select(pair => pair.Value)
            .FirstOrDefault();
}
