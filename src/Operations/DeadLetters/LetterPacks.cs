using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Ingestion.Reading.DeadLetters;

namespace ModelData.Operations.DeadLetters;

/// <summary>Reads packs: the index first, and of the letters those that are asked for. Remembers what it has read. Not thread-safe but for indexes.</summary>
internal sealed class LetterPacks(BlobContainerClient container)
{
    /// <summary>Far more than an index of 1,000 letters has.</summary>
    private const long MaxIndexBytes = 64 * 1024 * 1024;

    /// <summary>As long as a letter of its own may be.</summary>
    private const int MaxLetterBytes = 64 * 1024 * 1024;

    private readonly Dictionary<string, OpenedPack> _opened = new(StringComparer.Ordinal);

    /// <summary>Reads the index of a pack; <see langword="null"/> when there is none, or it is not one of ours.</summary>
    public async Task<OpenedPack?> OpenAsync(LetterPackName name, CancellationToken cancellationToken)
    {
        BlobClient blob = container.GetBlobClient(name.ToString());
        while (true)
        {
            try
            {
                BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
                if (
                    PackMetadata.TryRead(properties.Metadata) is not { IndexBytes: > 0 and <= MaxIndexBytes } metadata
                    || metadata.IndexBytes > properties.ContentLength
                )
                {
                    return null;
                }
                byte[] index = await ReadAsync(blob, 0, metadata.IndexBytes, properties.ETag, cancellationToken);
                List<PackIndexEntry> entries = PackIndexEntry.Read(index);
                return new OpenedPack(name, properties.ETag, metadata.IndexBytes, entries)
                {
                    Damage = FindDamage(entries, metadata, properties.ContentLength),
                };
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                return null;
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                // It has grown meanwhile.
            }
        }
    }

    /// <summary>Reads a letter; <see langword="null"/> when no pack has it.</summary>
    public async Task<(byte[] Content, OpenedPack Pack)?> FindAsync(
        LetterPackName first,
        long sequenceNumber,
        CancellationToken cancellationToken
    )
    {
        for (LetterPackName name = first; ; name = name with { Ordinal = name.Ordinal + 1 })
        {
            string text = name.ToString();
            OpenedPack? pack;
            bool isNew;
            do
            {
                isNew = !_opened.TryGetValue(text, out pack);
                pack ??= await OpenAsync(name, cancellationToken);
                if (pack?.Find(sequenceNumber) is { } place)
                {
                    if (await ReadAsync(pack, place, cancellationToken) is { } content)
                    {
                        _opened[text] = pack;
                        return (content, pack);
                    }
                    isNew = false;
                }
                // What was read before may have grown or gone.
                _opened.Remove(text);
            } while (!isNew);
            if (pack?.Damage is { } damage)
            {
                throw new CommandFailedException(
                    $"{text} {damage}, and does not name {sequenceNumber}. Restore the blob from a copy."
                );
            }
            if (pack is null && !await container.GetBlobClient(text).ExistsAsync(cancellationToken))
            {
                return null;
            }
        }
    }

    private static string? FindDamage(List<PackIndexEntry> entries, PackMetadata metadata, long contentBytes)
    {
        long named = entries.Sum(entry => (long)entry.Length);
        long stored = contentBytes - metadata.IndexBytes;
        return entries.Count == metadata.Letters && named == stored
            ? null
            : $"is damaged: its index names {entries.Count} of {metadata.Letters} letters, and {named} of {stored} bytes";
    }

    /// <returns><see langword="null"/> when the pack has another version by now.</returns>
    private async Task<byte[]?> ReadAsync(
        OpenedPack pack,
        (long Offset, int Length) place,
        CancellationToken cancellationToken
    )
    {
        if (place.Length > MaxLetterBytes)
        {
            throw new CommandFailedException($"{pack.Name} is damaged: no dead letter has {place.Length} bytes.");
        }
        try
        {
            BlobClient blob = container.GetBlobClient(pack.Name.ToString());
            return await ReadAsync(blob, place.Offset, place.Length, pack.ETag, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return null;
        }
        catch (RequestFailedException e) when (e.Status == 416)
        {
            throw new CommandFailedException($"{pack.Name} is damaged: its index names letters behind its end.", e);
        }
    }

    private static async Task<byte[]> ReadAsync(
        BlobClient blob,
        long offset,
        long length,
        ETag etag,
        CancellationToken cancellationToken
    )
    {
        var options = new BlobDownloadOptions
        {
            Range = new HttpRange(offset, length),
            Conditions = new BlobRequestConditions { IfMatch = etag },
        };
        BlobDownloadResult part = await blob.DownloadContentAsync(options, cancellationToken);
        return part.Content.ToArray();
    }
}
