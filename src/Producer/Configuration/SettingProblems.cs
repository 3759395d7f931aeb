namespace ModelData.Producer.Configuration;

/// <summary>What was wrong with the settings that options were read from. None of it stops the application.</summary>
internal sealed class SettingProblems
{
    private readonly Dictionary<ProducerSetting, string> _broken;
    private readonly HashSet<string> _brokenInCode;
    private readonly HashSet<string> _ignored;

    public SettingProblems() => (_broken, _brokenInCode, _ignored) = ([], [], []);

    public SettingProblems(SettingProblems other) =>
        (_broken, _brokenInCode, _ignored) = (new(other._broken), [.. other._brokenInCode], [.. other._ignored]);

    /// <summary>Values that cannot be used: collection stays off.</summary>
    public IReadOnlyCollection<string> Broken => [.. _broken.Values, .. _brokenInCode];

    /// <summary>Whether one of them says what is redacted: then that is not known.</summary>
    public bool ConcernRedaction => _broken.Keys.Any(it => it.IsOfRedaction);

    /// <summary>Settings that nothing reads.</summary>
    public IReadOnlyCollection<string> Ignored => _ignored;

    public void AddBroken(ProducerSetting setting, string problem) => _broken.TryAdd(setting, problem);

    public void AddBrokenInCode(IEnumerable<string> problems) => _brokenInCode.UnionWith(problems);

    public void AddIgnored(string problem) => _ignored.Add(problem);

    /// <summary>Forgets the values in whose place others were given.</summary>
    public void Forget(Predicate<ProducerSetting> isGiven)
    {
        foreach (ProducerSetting setting in _broken.Keys.Where(it => isGiven(it)).ToList())
        {
            _broken.Remove(setting);
        }
    }
}
