using System.Text.Json.Nodes;
using ModelData.Testing;

namespace ModelData.Infrastructure.Bicep;

/// <summary>
/// What the templates make of parameters: every resource with its evaluated properties, as the compiler predicts it. Only what Azure alone
/// knows remains as an expression.
/// </summary>
internal sealed class Deployment
{
    /// <summary>The image that the worker is deployed with.</summary>
    public const string Image = "registry.example.com/modeldata/worker:1";

    private static readonly Lazy<Deployment> LazyDev = new(() => Predict("dev"));
    private static readonly Lazy<Deployment> LazyProd = new(() => Predict("prod"));

    private static readonly Lazy<Deployment> LazyEverything = new(() =>
        Of(
            "param namePrefix = 'MyData'",
            "param hubName = 'Model-Data'",
            "param consumerGroup = 'Workers'",
            $"param image = '{Image}'",
            "param registryServer = 'registry.example.com'",
            "param extraSettings = { Flush__MaxAge: '00:01:00', Output__Formats: 'parquet' }",
            "param partitions = 2",
            "param minWorkers = 3",
            "param deleteAfterDays = 1",
            "param deleteDeadLettersAfterDays = 1",
            "param alertEmail = 'operators@example.com'",
            "param privateNetworking = true",
            "param kubernetesIssuer = 'https://issuer.example.com/'"
        )
    );

    private Deployment(JsonNode prediction) =>
        Resources = [.. prediction["predictedResources"]!.AsArray().Select(it => new Resource(it!))];

    public static Deployment Dev => LazyDev.Value;

    public static Deployment Prod => LazyProd.Value;

    /// <summary>With every option, and names in upper case.</summary>
    public static Deployment Everything => LazyEverything.Value;

    public IReadOnlyList<Resource> Resources { get; }

    /// <summary>By parameters of a test: lines of a parameter file.</summary>
    public static Deployment Of(params string[] parameters) =>
        Predict("variant", string.Join('\n', ["using 'main.bicep'", .. parameters, ""]));

    public IEnumerable<Resource> All(string type) =>
        Resources.Where(it => it.Type.Equals(type, StringComparison.OrdinalIgnoreCase));

    public Resource One(string type, string nameEnd = "") =>
        Assert.Single(All(type), it => it.Name.EndsWith(nameEnd, StringComparison.Ordinal));

    private static Deployment Predict(string name, string? text = null)
    {
        // The compiler puts the prediction beside the parameter file.
        using var folder = new TemporaryFolder();
        foreach (string source in Templates.Sources)
        {
            string target = Path.Combine(folder.Path, Path.GetRelativePath(Templates.Folder, source));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(source, target);
        }

        string parameters = Path.Combine(folder.Path, name + ".bicepparam");
        if (text is not null)
        {
            File.WriteAllText(parameters, text);
        }

        BicepCompiler.Run(
            Image,
            "snapshot",
            parameters,
            "--subscription-id",
            Guid.Empty.ToString(),
            "--resource-group",
            "group",
            "--location",
            "westeurope"
        );
        return new Deployment(JsonNode.Parse(File.ReadAllText(Path.Combine(folder.Path, name + ".snapshot.json")))!);
    }
}
