using ModelData.Ingestor.Hosting;
using ModelData.Ingestor.Variants;

// The worker with one part replaced: a rule of the commit taken out, to prove that the crash tests see it, or storage that answers at
// once, to measure the worker alone. The variant comes from MODELDATA_VARIANT.
string name = Environment.GetEnvironmentVariable("MODELDATA_VARIANT") ?? "";
await using var app = WorkerHost.Build(args, services => Variant.Apply(name, services));
return SettingsReport.TryValidate(app.Services, Console.Error) ? await HostStart.RunAsync(app, Console.Error) : 2;
