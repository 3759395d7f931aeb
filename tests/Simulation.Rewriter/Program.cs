using ModelData.Simulation.Rewriter;

// rewriter <runtime assembly> <folder to write to> <assembly>...: rewrites what leaves the scheduler or draws something.
if (args.Length < 3)
{
    Console.Error.WriteLine("usage: rewriter <runtime assembly> <folder to write to> <assembly>...");
    return 2;
}

var rewriter = new AssemblyRewriter(args[0]);
Directory.CreateDirectory(args[1]);
foreach (string assembly in args[2..])
{
    int calls = rewriter.Rewrite(assembly, Path.Combine(args[1], Path.GetFileName(assembly)));
    Console.WriteLine($"{Path.GetFileNameWithoutExtension(assembly)}: {calls} calls rewritten");
}

return 0;
