namespace ModelData.Simulation;

/// <summary>What leaves the simulator is seen.</summary>
[Trait("Level", "Integration")]
[Trait("Topic", "Simulation")]
public sealed class EscapeTests
{
    [Fact]
    public async Task Loop_WorkForThePool_IsAnEscape()
    {
        var escapes = await RunAsync(loop =>
            loop.World.Start(() =>
            {
                _ = Task.Run(() => 1);
            })
        );

        Assert.Contains("PoolWatch", Assert.Single(escapes));
    }

    [Fact]
    public async Task Loop_WorkFromAnotherThread_IsAnEscape()
    {
        var escapes = await RunAsync(loop =>
        {
            var source = new TaskCompletionSource();
            var waiting = loop.World.Start(async () => await source.Task);
            var waited = loop.World.Start(async () => await Task.Delay(TimeSpan.FromSeconds(1), loop.World.Clock));
            return loop.World.Start(async () =>
            {
                await waited;
                var thread = new Thread(source.SetResult);
                thread.Start();
                thread.Join();
            });
        });

        Assert.Single(escapes);
    }

    [Fact]
    public async Task Loop_WorkOfItsOwn_IsNone()
    {
        var escapes = await RunAsync(loop =>
            loop.World.Start(async () =>
            {
                await Task.Yield();
                await Task.Delay(TimeSpan.FromHours(1), loop.World.Clock);
            })
        );

        Assert.Empty(escapes);
    }

    private static async Task<IReadOnlyList<string>> RunAsync(Func<SimulatedLoop, Task> start)
    {
        IReadOnlyList<string> escapes = [];
        await SchedulePlayer.OnThreadAsync(() =>
        {
            var loop = new SimulatedLoop(1);
            loop.Run(loop.World.Start(() => start(loop)), TimeSpan.FromDays(1));
            escapes = loop.Escapes;
        });
        return escapes;
    }
}
