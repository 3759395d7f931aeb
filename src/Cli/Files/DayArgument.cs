using System.Globalization;

namespace ModelData.Cli.Files;

/// <summary>A UTC day as a person writes it: <c>yesterday</c>, <c>today</c> or <c>yyyy-MM-dd</c>.</summary>
internal static class DayArgument
{
    /// <summary>Reads a day.</summary>
    /// <exception cref="CommandFailedException">It is none.</exception>
    public static DateOnly Read(string option, string text, TimeProvider time)
    {
        DateOnly today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return text switch
        {
            "today" => today,
            "yesterday" => today.AddDays(-1),
            _ when DateOnly.TryParseExact(
                    text,
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    default,
                    out DateOnly day
                ) => day,
            _ => throw new CommandFailedException(
                $"{option} takes yesterday, today or a day as yyyy-MM-dd (all UTC), not '{text}'."
            ),
        };
    }
}
