namespace ModelData.LocalEventHubs;

/// <summary>One event hub of the broker.</summary>
public sealed class HubOptions
{
    private const int MostCharacters = 256;
    private const int MostPartitions = 1024;

    /// <summary>Creates the options of a hub.</summary>
    /// <param name="name">
    /// 1 to 256 letters, digits, <c>.</c>, <c>-</c> and <c>_</c>, with a letter or digit at both ends. Compared ignoring case.
    /// </param>
    /// <param name="partitionCount">1 to 1024. Default: 4. It can grow from run to run, never shrink.</param>
    /// <exception cref="ArgumentException">The name or the number of partitions is not allowed.</exception>
    public HubOptions(string name, int partitionCount = 4)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsName(name, MostCharacters))
        {
            throw new ArgumentException(
                $"'{name}' is no hub name: 1 to 256 letters, digits, '.', '-' and '_', letters or digits at both ends.",
                nameof(name)
            );
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(partitionCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partitionCount, MostPartitions);
        Name = name;
        PartitionCount = partitionCount;
    }

    /// <summary>The name of the hub.</summary>
    public string Name { get; }

    /// <summary>How many partitions the hub has.</summary>
    public int PartitionCount { get; }

    /// <summary>Consumer groups beside <c>$Default</c>, which every hub has. Compared ignoring case. Default: none.</summary>
    public IReadOnlyList<string> ConsumerGroups { get; init; } = [];

    internal static bool IsName(string text, int mostCharacters) =>
        text.Length >= 1
        && text.Length <= mostCharacters
        && char.IsAsciiLetterOrDigit(text[0])
        && char.IsAsciiLetterOrDigit(text[^1])
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_');
}
