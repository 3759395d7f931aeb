using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace ModelData.Simulation.Rewriter;

/// <summary>
/// Rewrites the bodies of an assembly's methods so that they run on a simulated process alone. What it has to offer to others stays as it is: whoever was
/// compiled against the original runs with the copy.
/// </summary>
internal sealed class AssemblyRewriter(string runtime)
{
    private readonly ModuleDefinition _runtime = ModuleDefinition.ReadModule(runtime);

    /// <summary>Writes a rewritten copy, with symbols where the original has them.</summary>
    /// <returns>How many calls were rewritten.</returns>
    public int Rewrite(string from, string to)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(from));
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        bool hasSymbols = File.Exists(Path.ChangeExtension(from, ".pdb"));
        var reading = new ReaderParameters { AssemblyResolver = resolver, ReadSymbols = hasSymbols };
        using var module = ModuleDefinition.ReadModule(from, reading);
        int calls = 0;
        foreach (var method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody))
        {
            calls += Rewrite(module, method.Body);
        }

        module.Write(to, new WriterParameters { WriteSymbols = hasSymbols });
        return calls;
    }

    private int Rewrite(ModuleDefinition module, MethodBody body)
    {
        int calls = 0;
        body.SimplifyMacros();
        var il = body.GetILProcessor();
        foreach (var instruction in body.Instructions.ToList())
        {
            if (KnownCalls.FindShim(instruction) is { } shim)
            {
                var original = (MethodReference)instruction.Operand;
                instruction.OpCode = OpCodes.Call;
                instruction.Operand = Import(module, shim, original.DeclaringType);
                calls++;
            }
            else if (instruction.Operand is MethodReference method && EngineCall.IsConfigureAwait(method))
            {
                GoOnWhereItWas(il, instruction, method.Parameters[^1].ParameterType);
                calls++;
            }
        }

        body.OptimizeMacros();
        return calls;
    }

    private MethodReference Import(ModuleDefinition module, (string Type, string Method) shim, TypeReference declaring)
    {
        var definition = _runtime.GetType(shim.Type).Methods.Single(method => method.Name == shim.Method);
        var imported = module.ImportReference(definition);
        if (!definition.HasGenericParameters)
        {
            return imported;
        }

        var instance = new GenericInstanceMethod(imported);
        instance.GenericArguments.Add(((GenericInstanceType)declaring).GenericArguments[0]);
        return instance;
    }

    // Whatever the argument was: the scheduler that was current stays it.
    private static void GoOnWhereItWas(ILProcessor il, Instruction call, TypeReference parameter)
    {
        const int ContinueOnCapturedContext = 1;
        bool isFlag = parameter.FullName == "System.Boolean";
        var replaces = isFlag ? il.Create(OpCodes.Pop) : il.Create(OpCodes.Ldc_I4, ContinueOnCapturedContext);
        il.InsertBefore(call, replaces);
        il.InsertBefore(call, isFlag ? il.Create(OpCodes.Ldc_I4, ContinueOnCapturedContext) : il.Create(OpCodes.Or));
    }
}
