using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Sending;

/// <summary>The pipelines of collectors that are made without dependency injection: one per distinct settings, closed with its last collector.</summary>
internal sealed class PipelineRegistry
{
    public static PipelineRegistry Process { get; } = new();

    private readonly Lock _gate = new();
    private readonly Dictionary<PipelineSettings, Entry> _pipelines = [];
    private readonly ConditionalWeakTable<ILoggerFactory, HashSet<string>> _reports = [];

    /// <summary>Whether a host closes its pipelines: when the process is asked to end, that is the host's to decide.</summary>
    public bool IsHosted { get; set; }

    /// <summary>Which of their rows join nothing.</summary>
    public UnjoinedRows Unjoined { get; } = new();

    public CollectionPipeline Rent(PipelineSettings settings, ILogger logger)
    {
        lock (_gate)
        {
            if (!_pipelines.TryGetValue(settings, out Entry? entry))
            {
                entry = new Entry(CollectionPipeline.Start(settings, logger));
                _pipelines.Add(settings, entry);
                ProcessEnd.Watch(entry.Pipeline, this);
            }
            entry.Users++;
            return entry.Pipeline;
        }
    }

    /// <summary>Gives a pipeline back.</summary>
    /// <returns>Whether nobody uses it any more: the caller closes it.</returns>
    public bool Return(PipelineSettings settings, CollectionPipeline pipeline)
    {
        lock (_gate)
        {
            if (!_pipelines.TryGetValue(settings, out Entry? entry) || entry.Pipeline != pipeline)
            {
                return false;
            }
            entry.Users--;
            return entry.Users == 0 && _pipelines.Remove(settings);
        }
    }

    /// <summary>Whether something was not said to a log before: inputs and predictions of one model need not both say that collection is off.</summary>
    public bool IsFirstReport(string report, ILoggerFactory log)
    {
        lock (_gate)
        {
            return _reports.GetValue(log, static _ => []).Add(report);
        }
    }

    private sealed class Entry(CollectionPipeline pipeline)
    {
        public CollectionPipeline Pipeline { get; } = pipeline;

        public int Users { get; set; }
    }
}
