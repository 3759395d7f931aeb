using System.Globalization;

namespace ModelData.Cli.Commands;

/// <summary>A moment as a person writes it: a day or a time, in UTC unless it says otherwise.</summary>
internal static class TimeArgument
{
    private const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    /// <summary>Reads a time.</summary>
    /// <exception cref="CommandFailedException">It is none.</exception>
    public static DateTimeOffset Read(string option, string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Styles, out DateTimeOffset time)
            ? time
            : throw new CommandFailedException(
                $"{option} takes a time, for example 2026-03-07 or 2026-03-07T12:00:00Z, not '{text}'."
            );
}
