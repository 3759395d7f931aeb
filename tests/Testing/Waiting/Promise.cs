namespace ModelData.Testing;

/// <summary>Times that the product promises on a machine that does nothing else.</summary>
public static class Promise
{
    private const int Factor = 2;

    /// <summary>The promise; twice that with <c>CI=true</c>, where all test programs run beside each other on as many processors as there are.</summary>
    public static TimeSpan Within(TimeSpan time) =>
        Environment.GetEnvironmentVariable("CI") == "true" ? Factor * time : time;
}
