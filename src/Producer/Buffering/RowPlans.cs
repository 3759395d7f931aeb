namespace ModelData.Producer.Buffering;

/// <summary>
/// The plans that a collector's rows have had, by their numbers, which stand in the ring's records. A number is never used again; settings that come back
/// have the number that they had. Thread-safe.
/// </summary>
/// <param name="first">The plan with the number 0: of rows with which nothing special is done.</param>
internal sealed class RowPlans(RowPlan first)
{
    private readonly Lock _gate = new();
    private volatile RowPlan[] _plans = [first];

    public RowPlan this[int number] => _plans[number];

    /// <summary>The number of a plan, which is added where it is new.</summary>
    public int NumberOf(RowPlan plan)
    {
        lock (_gate)
        {
            int known = Array.IndexOf(_plans, plan);
            if (known < 0)
            {
                known = _plans.Length;
                _plans = [.. _plans, plan];
            }
            return known;
        }
    }
}
