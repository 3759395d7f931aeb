using System.Globalization;
using ModelData.SettingTexts;

namespace ModelData.Cli.Commands;

/// <summary>A length of time as <c>hh:mm:ss</c>. Shorter forms mean what few expect: to the platform <c>2</c> is two days.</summary>
internal static class DurationArgument
{
    /// <summary>Reads a length of time.</summary>
    /// <exception cref="CommandFailedException">It is none, or can be misunderstood.</exception>
    public static TimeSpan Read(string option, string text) =>
        Duration.IsClear(text)
        && TimeSpan.Parse(text, CultureInfo.InvariantCulture) is { } time
        && time >= TimeSpan.Zero
            ? time
            : throw new CommandFailedException(
                $"{option} takes a time as hh:mm:ss, for example 02:00:00, not '{text}'."
            );
}
