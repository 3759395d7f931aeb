using ModelData.Ingestor.Committing;
using ModelData.Simulation.Outside;

namespace ModelData.Simulation.Checks;

/// <summary>Holds the files against what was sent: every row once in the files of one of the routings, in order.</summary>
internal sealed class FileCheck(SimulatedWorld world, Senders senders)
{
    private readonly Dictionary<string, (Azure.ETag ETag, List<FileRow> Rows)> _read = [];

    /// <summary>Whether every row is in some file.</summary>
    public bool IsComplete()
    {
        var files = Files();
        long written = files.Sum(file => long.Parse(file.Metadata[BlobMetadata.Rows]));
        if (written < senders.Rows.Count(row => row.Life == senders.Life))
        {
            return false;
        }

        var places = FindPlaces(files);
        return senders.Rows.All(row => row.Life < senders.Life || places.ContainsKey(KeyOf(row)))
            && senders.Bad.All(it => it.Life < senders.Life || IsSetAside(it));
    }

    /// <summary>Notes what is wrong at the end.</summary>
    public void Run()
    {
        var files = Files();
        var places = FindPlaces(files);
        FindLost(places);
        FindDoubled(places);
        FindOutOfOrder(files);
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
        var routings = world.Plan.Routings();
        var doubled = places.Where(it => !routings.Any(routing => routing.Holds(it.Value))).ToList();
        if (doubled.Count > 0)
        {
            var (row, files) = doubled[0];
            world.History.Add(
                ProblemKind.Doubled,
                $"{doubled.Count} of {places.Count} rows, first {row.Model} {row.Partition} {row.Number} in {string.Join(" and ", files)}"
            );
        }
    }

    private void FindOutOfOrder(List<BlobListing> files)
    {
        var lives = senders.Rows.ToDictionary(KeyOf, row => row.Life);
        foreach (var file in files)
        {
            string model = file.Name.Split('/')[4];
            // What was proven of a hub that is gone may come to a file after the first rows of the next one.
            var last = new Dictionary<(int Partition, int Life), long>();
            foreach (var row in Read(file))
            {
                var source = (row.Partition, lives[(model, row.Partition, row.Number)]);
                if (last.TryGetValue(source, out long before) && row.Number <= before)
                {
                    world.History.Add(
                        ProblemKind.OutOfOrder,
                        $"{file.Name}: {row.Number} of partition {row.Partition} behind {before}"
                    );
                    break;
                }

                last[source] = row.Number;
            }
        }
    }

    private void FindLetters()
    {
        int missing = senders.Bad.Count(it => it.Life == senders.Life && !IsSetAside(it));
        int distinct = world
            .Letters.Letters.Select(it => (it.Incarnation, it.PartitionId, it.Event.SequenceNumber))
            .Distinct()
            .Count();
        if (missing > 0 || distinct > senders.Bad.Count)
        {
            world.History.Add(
                ProblemKind.Letters,
                $"{distinct} letters for {senders.Bad.Count} events, {missing} have none"
            );
        }

        if (world.Letters.Gaps.Count > 0 && senders.Life == 0)
        {
            world.History.Add(ProblemKind.Letters, $"{world.Letters.Gaps.Count} gaps, first {world.Letters.Gaps[0]}");
        }
    }

    private bool IsSetAside(SentRow sent) =>
        world.Letters.Letters.Exists(it =>
            it.PartitionId == $"{sent.Partition}"
            && it.Event.SequenceNumber == sent.Number
            && (it.Incarnation.CreatedAt == world.Hub.CreatedAt) == (sent.Life == senders.Life)
        );

    private List<BlobListing> Files() => [.. world.Blobs.ListAsync("", default).GetAwaiter().GetResult()];

    private Dictionary<(string Model, int Partition, long Number), List<string>> FindPlaces(List<BlobListing> files)
    {
        var places = new Dictionary<(string Model, int Partition, long Number), List<string>>();
        foreach (var file in files)
        {
            string model = file.Name.Split('/')[4];
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

    private static (string Model, int Partition, long Number) KeyOf(SentRow row) =>
        (row.Model, row.Partition, row.Number);
}
