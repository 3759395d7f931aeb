using System.Globalization;

namespace ModelData.Cli.Replay;

/// <summary>Start positions as a person writes them: <c>partition=sequence number</c>.</summary>
internal static class PositionArgument
{
    /// <summary>Reads positions.</summary>
    /// <exception cref="CommandFailedException">One is none, or a partition has two.</exception>
    public static Dictionary<string, long> Read(IReadOnlyList<string>? texts)
    {
        var positions = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string text in texts ?? [])
        {
            string[] parts = text.Split('=');
            if (
                parts is not [{ Length: > 0 } partition, { } number]
                || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long sequence)
                || !positions.TryAdd(partition, sequence)
            )
            {
                throw new CommandFailedException(
                    $"--position takes <partition>=<sequence number>, once for each partition, not '{text}'."
                );
            }
        }
        return positions;
    }
}
