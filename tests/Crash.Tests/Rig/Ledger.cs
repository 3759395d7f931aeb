using System.Globalization;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Crash.Tests.Files;
using ModelData.Testing;

namespace ModelData.Crash.Tests.Rig;

/// <summary>What the blobs say: counted from their bytes, never from counters.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<DataFormat, RowCounts> _formats = DataFormats.Both.ToDictionary(
        format => format,
        _ => new RowCounts()
    );

    private readonly HashSet<string> _letters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _poison = new(StringComparer.Ordinal);

    public int DeadLetters { get; private set; }

    /// <summary>Packs that are not as the documents say.</summary>
    public List<string> DamagedPacks { get; } = [];

    /// <summary>Letters that are there a second time.</summary>
    public int DoubledLetters { get; private set; }

    /// <summary>How often events of these bodies are letters: each body, and its number where that is not one.</summary>
    public IReadOnlyList<string> FindWrongLetters(IEnumerable<string> bodies) =>
        [
            .. bodies
                .Select(body => (body, Count: _poison.GetValueOrDefault(body)))
                .Where(it => it.Count != 1)
                .Select(it => $"{it.body}: {it.Count}"),
        ];

    public RowCounts this[DataFormat format] => _formats[format];

    /// <summary>The rows of all files, whatever their format: where each row belongs in one of them.</summary>
    public RowCounts Everywhere => RowCounts.Sum(_formats.Values);

    /// <summary>What the files say of themselves in all: cheap, to see when it is worth to count.</summary>
    public static async Task<long> ReadStatedRowsAsync(string connectionString, CancellationToken cancellationToken)
    {
        long rows = 0;
        var data = new BlobContainerClient(connectionString, "modeldata");
        await foreach (var blob in data.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, null, cancellationToken))
        {
            if (!IsDocument(blob))
            {
                rows += long.Parse(blob.Metadata["rows"], CultureInfo.InvariantCulture);
            }
        }

        return rows;
    }

    public static async Task<Ledger> ReadAsync(string connectionString, CancellationToken cancellationToken)
    {
        var ledger = new Ledger();
        var data = new BlobContainerClient(connectionString, "modeldata");
        await foreach (var blob in data.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            if (IsDocument(blob))
            {
                continue;
            }

            var format = DataFormats.Both.Single(format => format.IsFormatOf(blob.Name));
            var content = await data.GetBlobClient(blob.Name).DownloadContentAsync(cancellationToken);
            var damage = new List<string>();
            var rows =
                format == DataFormat.Csv
                    ? CsvRows.Read(content.Value.Content.ToString(), damage)
                    : ParquetRows.Read(content.Value.Content, damage);
            ledger[format].Add(blob.Name, rows, damage);
        }

        await ledger.ReadLettersAsync(connectionString, cancellationToken);
        return ledger;
    }

    private async Task ReadLettersAsync(string connectionString, CancellationToken cancellationToken)
    {
        var container = new BlobContainerClient(connectionString, "modeldata-deadletters");
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            var content = (await container.GetBlobClient(blob.Name).DownloadContentAsync(cancellationToken)).Value;
            IReadOnlyList<(string Name, string Letter)> letters = [];
            try
            {
                letters = PackFile.IsPack(blob.Name)
                    ? PackFile.Read(blob.Name, content.Details.Metadata, content.Content)
                    : [(blob.Name, content.Content.ToString())];
            }
            catch (Exception e)
                when (e is InvalidDataException or JsonException or ArgumentOutOfRangeException or KeyNotFoundException)
            {
                DamagedPacks.Add($"{blob.Name}: {e.Message}");
            }

            foreach (var (name, letter) in letters)
            {
                DeadLetters++;
                DoubledLetters += _letters.Add(name) ? 0 : 1;
                string body = Encoding.UTF8.GetString(
                    JsonDocument.Parse(letter).RootElement.GetProperty("body").GetBytesFromBase64()
                );
                _poison[body] = _poison.GetValueOrDefault(body) + 1;
            }
        }
    }

    // What the folder says about itself.
    private static bool IsDocument(BlobItem blob) => blob.Name.Contains("/_", StringComparison.Ordinal);
}
