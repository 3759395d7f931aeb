namespace ModelData.Ingestion.Reading;

/// <summary>
/// Refuses days that cannot be meant. They are held against the time at which the hub took the event, not against a clock: a replay
/// decides as the first reading did.
/// </summary>
internal static class DayCheck
{
    public const string Reason = "day-out-of-range";

    /// <summary>Nobody scored with this before.</summary>
    public static readonly DateOnly First = new(2000, 1, 1);

    // Clocks of scoring hosts are ahead, and time zones are mistaken for UTC.
    private const int MostDaysAhead = 1;

    private const string Meaning =
        "It is the attribute day, or without one the UTC day of the attribute time: the day on which the rows were scored.";

    /// <summary>Why the day cannot be meant, or <see langword="null"/>.</summary>
    public static Refusal? Refuse(DateOnly day, DateTimeOffset enqueuedTime)
    {
        var last = DateOnly.FromDateTime(enqueuedTime.UtcDateTime).AddDays(MostDaysAhead);
        if (day < First)
        {
            return new Refusal(Reason, $"The day {day:yyyy-MM-dd} lies before {First:yyyy-MM-dd}. {Meaning}");
        }

        return day > last
            ? new Refusal(
                Reason,
                $"The day {day:yyyy-MM-dd} is more than a day ahead of the time at which the event was stored. {Meaning}"
            )
            : null;
    }
}
