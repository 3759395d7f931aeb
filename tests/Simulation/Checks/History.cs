using System.Globalization;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Reading.State;

namespace ModelData.Simulation.Checks;

/// <summary>What the seams saw, judged as it happens.</summary>
/// <param name="loop">The loop.</param>
/// <param name="checksProven">Whether nothing may be made durable that is not proven.</param>
internal sealed class History(SimulatedLoop loop, bool checksProven)
{
    private readonly Dictionary<SimulatedProcess, Proofs> _proofs = [];
    private readonly Dictionary<string, CommittedSequences> _committed = [];
    private readonly Dictionary<(string Partition, string Incarnation), long> _positions = [];
    private readonly Dictionary<SimulatedProcess, RoutingSettings> _routings = [];
    private readonly HashSet<(SimulatedProcess Process, string Partition)> _switched = [];
    private readonly List<Problem> _problems = [];
    private long _order;

    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>Notes that something must not have happened.</summary>
    public void Add(ProblemKind kind, string text)
    {
        loop.Trace($"! {kind}: {text}");
        _problems.Add(new Problem(kind, text));
    }

    /// <summary>The order of something that begins.</summary>
    public long Begin() => ++_order;

    /// <summary>A worker runs.</summary>
    /// <param name="process">Its process.</param>
    /// <param name="session">The id under which it owns partitions.</param>
    /// <param name="routing">The routing that it was given.</param>
    public void Started(SimulatedProcess process, string session, RoutingSettings routing)
    {
        Of(process).Session = session;
        _routings[process] = routing;
    }

    public void Received(SimulatedProcess process, ulong incarnation, string partition, long last) =>
        Of(process).Received(++_order, new SourcePartition(incarnation, Number(partition)), last);

    public void Listed(SimulatedProcess process, long begun, OwnershipListing listing) =>
        Of(process).Listed(begun, listing);

    public void Looked(SimulatedProcess process, long begun, ulong incarnation) =>
        Of(process).Looked(begun, incarnation);

    public Commit BeginCommit(SimulatedProcess process, string blob, IReadOnlyDictionary<string, string> metadata)
    {
        var sequences =
            CommittedSequences.TryUnpack(metadata.GetValueOrDefault(BlobMetadata.Sequences))
            ?? new CommittedSequences();
        var proofs = Of(process);
        return new Commit(
            process,
            blob,
            sequences,
            sequences.Entries.ToDictionary(it => it.Key, it => proofs.Of(it.Key))
        );
    }

    /// <summary>A commit took effect.</summary>
    public void Committed(Commit commit)
    {
        var before = _committed.GetValueOrDefault(commit.Blob) ?? new CommittedSequences();
        foreach (var (source, last) in before.Entries)
        {
            if (!commit.Sequences.Contains(source, last))
            {
                Add(ProblemKind.WentBack, $"{commit.Blob} had {source.Partition}:{last}, then {commit}");
            }
        }

        foreach (var (source, last) in commit.Sequences.Entries)
        {
            if (!before.Contains(source, last))
            {
                Prove(commit.Process, $"commit of {commit.Blob}", source, last, commit.Proven[source]);
            }
        }

        _committed[commit.Blob] = commit.Sequences;
    }

    /// <summary>A state was saved.</summary>
    public void Saved(SimulatedProcess process, string partition, PartitionState state)
    {
        NoteRouting(process, partition, state.Routing);
        var (incarnation, position) = (state.Incarnation, state.Position);
        var key = (partition, incarnation);
        if (_positions.TryGetValue(key, out long before) && position < before)
        {
            Add(ProblemKind.WentBack, $"the state of partition {partition} was at {before}, then at {position}");
        }

        if (position > _positions.GetValueOrDefault(key, -1))
        {
            var source = new SourcePartition(ulong.Parse(incarnation, NumberStyles.HexNumber), Number(partition));
            Prove(process, "save", source, position, Of(process).Of(source));
        }

        _positions[key] = position;
    }

    /// <summary>An event, or that there is none, is about to be dead-lettered.</summary>
    public void DeadLettered(SimulatedProcess process, ulong incarnation, string partition, long number)
    {
        var source = new SourcePartition(incarnation, Number(partition));
        Prove(process, "dead letter", source, number, Of(process).Of(source));
    }

    // A worker goes from the settings that it finds to its own; back is a mistake, unless another one was there in between.
    private void NoteRouting(SimulatedProcess process, string partition, RoutingSettings routing)
    {
        _switched.RemoveWhere(it => it.Item1 != process && it.Item2 == partition);
        if (routing == _routings.GetValueOrDefault(process))
        {
            _switched.Add((process, partition));
        }
        else if (_switched.Contains((process, partition)))
        {
            Add(
                ProblemKind.WentBack,
                $"{process.Name} has put the settings of partition {partition} back to {routing}"
            );
        }
    }

    private void Prove(SimulatedProcess process, string what, SourcePartition source, long last, long proven)
    {
        if (checksProven && last > proven)
        {
            Add(ProblemKind.NotProven, $"{process.Name}: {what} up to {source.Partition}:{last}, proven is {proven}");
        }
    }

    private Proofs Of(SimulatedProcess process)
    {
        if (!_proofs.TryGetValue(process, out var proofs))
        {
            _proofs[process] = proofs = new Proofs();
        }

        return proofs;
    }

    private static int Number(string partition) => int.Parse(partition, CultureInfo.InvariantCulture);
}
