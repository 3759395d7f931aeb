using System.Runtime.CompilerServices;

namespace ModelData.Testing;

/// <summary>Lets this test program play a parent that starts a child and is then killed.</summary>
internal static class ParentMode
{
    public const string Argument = "--play-parent";
    public const string Prefix = "child ";

#pragma warning disable CA2255 // The test program's Main is generated: this is the only way in.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Run()
    {
        if (Environment.GetCommandLineArgs() is not [_, Argument])
        {
            return;
        }
        var child = ChildProcess.StartAsync("sleep", "sleep", ["1000"]).GetAwaiter().GetResult();
        Console.WriteLine(Prefix + child.Id);
        Thread.Sleep(Timeout.Infinite);
    }
}
