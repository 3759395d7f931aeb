using Azure.Storage.Blobs;

namespace ModelData.Crash.Tests.Rig;

/// <summary>What the blobs say: counted from their bytes, never from counters.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<string, Dictionary<long, int>> _rows = [];

    public long RowCount { get; private set; }

    public int DeadLetters { get; private set; }

    /// <summary>Lines that are neither a header at the top nor a whole row, and rows out of order in their file.</summary>
    public List<string> Damage { get; } = [];

    public static async Task<Ledger> ReadAsync(string connectionString, CancellationToken cancellationToken)
    {
        var ledger = new Ledger();
        var data = new BlobContainerClient(connectionString, "modeldata");
        await foreach (var blob in data.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            if (blob.Name.Contains("/_", StringComparison.Ordinal))
            {
                // What the folder says about itself.
                continue;
            }

            var content = await data.GetBlobClient(blob.Name).DownloadContentAsync(cancellationToken);
            ledger.Read(blob.Name, content.Value.Content.ToString());
        }

        var letters = new BlobContainerClient(connectionString, "modeldata-deadletters");
        await foreach (var _ in letters.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            ledger.DeadLetters++;
        }

        return ledger;
    }

    /// <summary>Acknowledged rows that are not there.</summary>
    public long Lost(RowStream stream) =>
        stream.Acknowledged - Rows(stream).Keys.Count(number => number < stream.Acknowledged);

    /// <summary>Rows that are there more than once, counted by their copies.</summary>
    public long Doubled(RowStream stream) => Rows(stream).Values.Sum(count => count - 1);

    private Dictionary<long, int> Rows(RowStream stream) => _rows.GetValueOrDefault(stream.Name) ?? [];

    private void Read(string blob, string text)
    {
        string[] lines = text.Split('\n');
        if (!lines[0].StartsWith("$Timestamp,$CorrelationId,$RequestId,stream,number", StringComparison.Ordinal))
        {
            Damage.Add($"{blob}: header '{lines[0]}'");
        }

        if (lines[^1].Length > 0)
        {
            Damage.Add($"{blob}: cut off at '{lines[^1]}'");
        }

        var last = new Dictionary<string, long>();
        foreach (string line in lines.AsSpan(1, lines.Length - 2))
        {
            string[] fields = line.Split(',');
            if (fields.Length != 5 || !long.TryParse(fields[4], out long number))
            {
                Damage.Add($"{blob}: '{line}'");
                continue;
            }

            if (last.TryGetValue(fields[3], out long previous) && number <= previous)
            {
                Damage.Add($"{blob}: {fields[3]} {number} behind {previous}");
            }

            last[fields[3]] = number;
            Add(fields[3], number);
        }
    }

    private void Add(string stream, long number)
    {
        if (!_rows.TryGetValue(stream, out var rows))
        {
            _rows[stream] = rows = [];
        }

        rows[number] = rows.GetValueOrDefault(number) + 1;
        RowCount++;
    }
}
