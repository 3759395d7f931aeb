using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelData.Operations.Text;

/// <summary>
/// A moment as ISO 8601 writes it: a day or a time, in UTC unless it says otherwise. Nothing else: <c>07/03/2026</c> is another day to each reader.
/// </summary>
public static partial class TimeArgument
{
    private const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    /// <summary>Reads a time.</summary>
    /// <exception cref="CommandFailedException">It is none.</exception>
    public static DateTimeOffset Read(string option, string text) =>
        Shape().IsMatch(text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Styles, out DateTimeOffset time)
            ? time
            : throw new CommandFailedException(
                $"{option} takes a time, for example 2026-03-07 or 2026-03-07T12:00:00Z, not '{text}'."
            );

    // With a blank as well, as this tool prints times.
    [GeneratedRegex(
        @"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?\z",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Shape();
}
