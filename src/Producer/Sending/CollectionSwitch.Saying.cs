using Microsoft.Extensions.Logging;
using ModelData.Producer.Buffering;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Watching;

namespace ModelData.Producer.Sending;

// What it says of itself: its status, and what has changed.
internal sealed partial class CollectionSwitch
{
    /// <summary>Why it does not collect; null when it does.</summary>
    private StatusRules.Finding? Find(
        SwitchPosition position,
        ModelDataCollectorOptions options,
        PipelineLease? lease,
        string? obstacle
    )
    {
        if (position.IsOn && lease is not null)
        {
            return null;
        }
        if (_options.IsOffByItself)
        {
            return StatusRules.OffByItself;
        }
        if (StatusRules.OffByOptions(options, Address) is { } off)
        {
            return off;
        }
        return options.Problems.Broken is { Count: > 0 } broken ? StatusRules.Broken(broken)
            : position.IsWaiting ? StatusRules.Awaited(Address)
            : obstacle is not null ? StatusRules.NotRedactable(obstacle)
            : _connectionProblem is { } problem && lease is null ? StatusRules.NoConnection(problem)
            : StatusRules.OffByDocument(options, _known, Address);
    }

    /// <summary>Whether traces may be made. Whoever listens wants them, unless the settings document has diagnostics off.</summary>
    private bool IsTraced => _known?.Settings?.For(Address).Diagnostics != false;

    private void Be(StatusRules.Finding finding)
    {
        CollectionStatus before = _state.Status.Current;
        if (_state.Status.Be(finding.State, finding.Reason, finding.Mend))
        {
            ForgetProblem(before);
            if (finding.State == CollectionState.Misconfigured)
            {
                _state.OnProblem?.ReportSetting(finding.Reason, finding.Mend, _logger);
            }
        }
    }

    private void BeOn(PipelineLease lease)
    {
        ForgetProblem(_state.Status.Current);
        _state.Status.BeOn(lease.Pipeline.Health);
        lease.Pipeline.Connect();
    }

    private void ForgetProblem(CollectionStatus before)
    {
        if (before.State == CollectionState.Misconfigured)
        {
            _state.OnProblem?.Mended(before.Reason);
        }
    }

    /// <summary>Says what has changed: on, or off and by whom.</summary>
    private void Say(SwitchPosition position, ModelDataCollectorOptions options, PipelineLease? lease)
    {
        if (position.IsWaiting || position.IsOn == _wasOn)
        {
            return;
        }
        bool isTurnedOff = _wasOn == true;
        _wasOn = position.IsOn;
        if (position.IsOn)
        {
            lease!.Pipeline.SayOn(Address);
        }
        else if (StatusRules.IsOffByDocument(_known, Address))
        {
            _logger.CollectionSwitchedOff(Address, "the settings document");
        }
        else if (isTurnedOff)
        {
            _logger.CollectionSwitchedOff(Address, "its options");
        }
        else if (_known is not null && options.Settings.Required)
        {
            _logger.CollectionSwitchedOff(Address, "its options, which require a settings document: there is none");
        }
        else if ((position.Own is null || _options.IsOffByItself) && IsFirstReport("off"))
        {
            _logger.CollectionOff(Address);
        }
    }

    private void SayImpossible(string obstacle)
    {
        if (obstacle.Length > 0 && IsFirstReport($"{Address}: {obstacle}"))
        {
            _logger.RedactionImpossible(Address, obstacle);
        }
    }

    /// <summary>Notes that rows were collected that join nothing; says so where there are others of their model.</summary>
    public void NoteAlone()
    {
        if (_environment.Pipelines.Unjoined.Note(Address) is { } other && IsFirstReport(nameof(UnjoinedRows)))
        {
            _logger.RowsJoinNothing(Address, other);
        }
    }

    private bool IsFirstReport(string report) => _environment.Pipelines.IsFirstReport(report, _environment.Loggers);

    private void SayBroken(string problem, bool isKept)
    {
        if (isKept)
        {
            _state.OnProblem?.ReportSetting($"New settings cannot be used: {problem}", null, _logger);
        }
        if (IsFirstReport(problem))
        {
            if (isKept)
            {
                _logger.SettingsKept(problem);
            }
            else
            {
                _logger.ConnectionBroken(problem);
            }
        }
    }
}
