namespace ConsoleSample;

/// <summary>What the model is asked about: data of your own stands here.</summary>
internal static class Measurements
{
    public static IEnumerable<double[]> Take(int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return [i, i / 2.0, 0.1 * i];
        }
    }
}
