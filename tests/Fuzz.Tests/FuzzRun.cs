using System.Diagnostics;
using ModelData.Fuzz.Mutation;

namespace ModelData.Fuzz;

/// <summary>Executions of one target, each with a seed of its own, from which it can be repeated alone.</summary>
internal static class FuzzRun
{
    // One sample in eight stays as it is: what is valid must stay understood.
    private const int UntouchedOneIn = 8;

    // Nothing here takes a millisecond; a machine that stalls must not look like a reader that does.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>Runs until all is done or a promise is broken.</summary>
    /// <exception cref="FuzzFailureException">A promise was broken.</exception>
    public static void Run(FuzzTarget target, int firstSeed, int executions)
    {
        // What is made once, on the first call, is not the input's fault.
        target.Check(target.Create(new Random(firstSeed)), isUntouched: true);
        for (int i = 0; i < executions; i++)
        {
            int seed = unchecked(firstSeed + i);
            var random = new Random(seed);
            byte[] input = target.Create(random);
            bool isUntouched = random.Next(UntouchedOneIn) == 0;
            if (!isUntouched)
            {
                input = Mutator.Mutate(target, input, random);
            }

            Execute(target, seed, input, isUntouched);
        }
    }

    private static void Execute(FuzzTarget target, int seed, byte[] input, bool isUntouched)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        try
        {
            target.Check(input, isUntouched);
        }
        catch (Exception e)
        {
            throw new FuzzFailureException(target, seed, input, e.GetType().Name, e);
        }

        TimeSpan taken = Stopwatch.GetElapsedTime(start);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (taken > Longest)
        {
            throw new FuzzFailureException(target, seed, input, $"it took {taken}", null);
        }

        if (allocated > target.MostAllocatedBytes(input.Length))
        {
            throw new FuzzFailureException(target, seed, input, $"it allocated {allocated} bytes", null);
        }
    }
}
