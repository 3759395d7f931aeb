using System.Runtime.CompilerServices;

namespace ModelData.Producer.Configuration;

/// <summary>Which options somebody has set, in code or from configuration: the environment says only what they leave open.</summary>
internal sealed class GivenOptions
{
    private readonly HashSet<string> _names;

    public GivenOptions() => _names = [];

    public GivenOptions(GivenOptions other) => _names = [.. other._names];

    public bool Contains(string option) => _names.Contains(option);

    /// <summary>Notes that an option was set; null and empty text leave it open.</summary>
    public T Note<T>(T value, [CallerMemberName] string option = "")
    {
        if (value is null || (value is string text && string.IsNullOrWhiteSpace(text)))
        {
            _names.Remove(option);
        }
        else
        {
            _names.Add(option);
        }
        return value;
    }
}
