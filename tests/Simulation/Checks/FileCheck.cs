using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.DeadLetters;
using ModelData.Simulation.Outside;
using ModelData.Simulation.Plans;

namespace ModelData.Simulation.Checks;

/// <summary>Holds the files against what was sent: every row once in the files of one of the routings, in order.</summary>
internal sealed class FileCheck(SimulatedWorld world, Senders senders)
{
    private const string Letter = "a letter";

    private readonly IReadOnlyList<Routing> _routings = world.Plan.Routings();
    private readonly Dictionary<string, (Azure.ETag ETag, List<FileRow> Rows)> _read = [];

    /// <summary>Whether every row is in all files of one of the routings.</summary>
    public bool IsComplete()
    {
        var files = Files();
        long written = files.Sum(file => long.Parse(file.Metadata[BlobMetadata.Rows])) + world.Letters.Letters.Count;
        if (written < senders.Rows.Count(row => row.Life == senders.Life))
        {
            return false;
        }

        var places = FindPlaces(files);
        var letters = Letters();
        return senders.Rows.All(row =>
                row.Life < senders.Life || (places.TryGetValue(KeyOf(row), out var found) && IsInPlace(found))
            ) && senders.Bad.All(it => it.Life < senders.Life || IsDeadLettered(letters, it));
    }

    /// <summary>Notes what is wrong at the end.</summary>
    public void Run()
    {
        var files = Files();
        var places = FindPlaces(files);
        FindLost(places);
        FindDoubled(places);
        FindOutOfOrder(files);
        FindMiscounted(files);
        FindMistimed(files);
        FindMixed(files);
        FindLetters();
    }

    private void FindLost(Dictionary<(string Model, int Partition, long Number), List<string>> places)
    {
        // What a hub held that was deleted may be gone with it.
        var lost = senders.Rows.Where(row => row.Life == senders.Life && !places.ContainsKey(KeyOf(row))).ToList();
        if (lost.Count > 0)
        {
            world.History.Add(ProblemKind.Lost, $"{lost.Count} of {senders.Rows.Count} rows, first {lost[0]}");
        }
    }

    private void FindDoubled(Dictionary<(string Model, int Partition, long Number), List<string>> places)
    {
        var former = senders.Rows.Where(row => row.Life < senders.Life).Select(KeyOf).ToHashSet();
        var doubled = places
            .Where(it => !IsInPlace(it.Value))
            .Where(it => !former.Contains(it.Key) || !_routings.Any(routing => routing.HoldsPart(it.Value)))
            .ToList();
        if (doubled.Count > 0)
        {
            var (row, files) = doubled[0];
            world.History.Add(
                ProblemKind.Doubled,
                $"{doubled.Count} of {places.Count} rows, first {row.Model} {row.Partition} {row.Number} in {string.Join(" and ", files)}"
            );
        }
    }

    private bool IsInPlace(List<string> files) => files is [Letter] || _routings.Any(routing => routing.Holds(files));

    // Within a life of the hub: one that was deleted and one that was made anew have nothing to do with each other.
    private void FindOutOfOrder(List<BlobListing> files)
    {
        var lives = senders.Rows.ToDictionary(KeyOf, row => row.Life);
        foreach (var file in files)
        {
            var last = new Dictionary<(int Partition, int Life), long>();
            foreach (var row in Read(file))
            {
                var key = (row.Partition, lives.GetValueOrDefault((ModelOf(file), row.Partition, row.Number)));
                if (last.TryGetValue(key, out long before) && row.Number <= before)
                {
                    world.History.Add(
                        ProblemKind.OutOfOrder,
                        $"{file.Name}: {row.Number} of partition {row.Partition} behind {before}"
                    );
                    break;
                }

                last[key] = row.Number;
            }
        }
    }

    private void FindMiscounted(List<BlobListing> files)
    {
        foreach (var file in files)
        {
            var counted = BlobMetadata.ReadRates(file.Metadata);
            var there = Read(file)
                .Aggregate(RowsPerRate.None, (sum, row) => sum.Add(Senders.RateOf(SentAs(file, row)), 1));
            if (!counted.Equals(there))
            {
                world.History.Add(ProblemKind.Counts, $"{file.Name} says {counted}, and has {there}");
            }
        }
    }

    private void FindMistimed(List<BlobListing> files)
    {
        foreach (var file in files)
        {
            var said = BlobMetadata.ReadLast(file.Metadata);
            var there = Read(file).Max(row => (DateTimeOffset?)senders.TimeOf(SentAs(file, row)));
            if (said != there)
            {
                world.History.Add(ProblemKind.Times, $"{file.Name} says {said:O}, and its last row is of {there:O}");
            }
        }
    }

    private void FindMixed(List<BlobListing> files)
    {
        foreach (var file in _routings.All(routing => routing.Redacts) ? files : [])
        {
            var redactions = Read(file).Select(row => Senders.RedactionOf(SentAs(file, row))).Distinct().ToList();
            if (redactions.Count > 1)
            {
                world.History.Add(ProblemKind.Mixed, $"{file.Name} has {string.Join(" and ", redactions)}");
            }
        }
    }

    private static SentRow SentAs(BlobListing file, FileRow row) => new(ModelOf(file), row.Partition, row.Number, 0);

    private void FindLetters()
    {
        var letters = Letters();
        int missing = senders.Bad.Count(it => it.Life == senders.Life && !IsDeadLettered(letters, it));
        int distinct = letters.Distinct().Count();
        int bad = senders.Bad.Count + world.Letters.Letters.Count(it => it.Refusal.Reason == RefusedRows.Reason);
        if (missing > 0 || distinct < letters.Count || distinct > bad)
        {
            world.History.Add(
                ProblemKind.Letters,
                $"{letters.Count} letters, {distinct} different ones, for {senders.Bad.Count} events, {missing} have none"
            );
        }

        if (world.Letters.Gaps.Count > 0 && senders.Life == 0)
        {
            world.History.Add(ProblemKind.Letters, $"{world.Letters.Gaps.Count} gaps, first {world.Letters.Gaps[0]}");
        }
    }

    private bool IsDeadLettered(List<(string Incarnation, string Partition, long Number)> letters, SentRow sent) =>
        letters.Exists(it =>
            it.Partition == $"{sent.Partition}"
            && it.Number == sent.Number
            && (it.Incarnation == Present) == (sent.Life == senders.Life)
        );

    private string Present => HubIncarnation.Create("localhost", "hub", world.Hub.CreatedAt).Text;

    private List<(string Incarnation, string Partition, long Number)> Letters()
    {
        // Single ones are written under their own name, so that a second writing changes nothing.
        var letters = world
            .Letters.Letters.Select(it => (it.Incarnation.Text, it.PartitionId, it.Event.SequenceNumber))
            .Distinct()
            .ToList();
        foreach (string name in world.Packs.Names())
        {
            if (LetterPackName.TryParse(name, out var pack))
            {
                letters.AddRange(
                    PackIndexEntry
                        .Read(world.Packs.Bytes(name))
                        .Select(entry => (pack.Incarnation, pack.Partition, entry.SequenceNumber))
                );
            }
        }

        return letters;
    }

    private List<BlobListing> Files() => [.. world.Blobs.ListAsync("", default).GetAwaiter().GetResult()];

    private Dictionary<(string Model, int Partition, long Number), List<string>> FindPlaces(List<BlobListing> files)
    {
        var places = new Dictionary<(string Model, int Partition, long Number), List<string>>();
        // Rows that no file took.
        foreach (var letter in world.Letters.Letters.Where(it => it.Refusal.Reason == RefusedRows.Reason))
        {
            bool isPresent = letter.Incarnation.Text == Present;
            int life = isPresent ? senders.Life : senders.Life - 1;
            var row = senders.RowOf(int.Parse(letter.PartitionId), letter.Event.SequenceNumber, life);
            places[KeyOf(row)] = [Letter];
        }

        foreach (var file in files)
        {
            string model = ModelOf(file);
            string name = string.Join('/', file.Name.Split('/')[7..]);
            foreach (var row in Read(file))
            {
                var key = (model, row.Partition, row.Number);
                if (!places.TryGetValue(key, out var found))
                {
                    places[key] = found = new List<string>(1);
                }

                found.Add(name);
            }
        }

        return places;
    }

    private List<FileRow> Read(BlobListing file)
    {
        if (!_read.TryGetValue(file.Name, out var read) || read.ETag != file.ETag)
        {
            _read[file.Name] = read = (file.ETag, DataFile.Read(file.Name, world.Blobs.Bytes(file.Name)));
        }

        return read.Rows;
    }

    private static string ModelOf(BlobListing file) => file.Name.Split('/')[4];

    private static (string Model, int Partition, long Number) KeyOf(SentRow row) =>
        (row.Model, row.Partition, row.Number);
}
