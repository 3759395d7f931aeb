using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ModelData.Console.Live;
using ModelData.Console.Observing;
using ModelData.Console.Pages;
using ModelData.Operations.Settings;

namespace ModelData.Console.Services;

/// <summary>The forms of a web service's page: each writes its settings document, and leads back to the page.</summary>
internal static class ServiceChanges
{
    public const string Collect = "/services/collect";
    public const string Diagnostics = "/services/diagnostics";
    public const string Sample = "/services/sample";
    public const string Redact = "/services/redact";
    public const string Keep = "/services/keep";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        Map(endpoints, Collect, ConsoleRights.Operate, form => it => ScopeOf(form).Switch(it, IsOn(form)));
        Map(endpoints, Diagnostics, ConsoleRights.Operate, form => it => it with { Diagnostics = IsOn(form) });
        Map(endpoints, Sample, ConsoleRights.Operate, ReadSampling);
        Map(endpoints, Redact, ConsoleRights.Operate, ReadRedaction);
        Map(
            endpoints,
            Keep,
            ConsoleRights.Administer,
            form => it => ScopeOf(form).KeepColumn(it, form["column"].ToString())
        );
    }

    private static void Map(
        IEndpointRouteBuilder endpoints,
        string path,
        string right,
        Func<IFormCollection, Func<ServiceSettings, ServiceSettings>> read
    ) =>
        endpoints
            .MapPost(
                path,
                async Task<IResult> (
                    HttpContext http,
                    Observation observation,
                    ServiceCatalog catalog,
                    Changes changes
                ) =>
                {
                    IFormCollection form = await http.Request.ReadFormAsync(http.RequestAborted);
                    ServiceName service = ServiceLinks.Parse(form["name"]);
                    Func<ServiceSettings, ServiceSettings> change = read(form);
                    ChangeResult result = await SettingsChange.MakeAsync(
                        catalog,
                        changes,
                        service,
                        form["etag"].ToString(),
                        http.User.Identity?.Name ?? "somebody",
                        before => Checked(http, before, change(before)),
                        http.RequestAborted
                    );
                    if (result.Word is { } word)
                    {
                        return TypedResults.Redirect(ServiceLinks.Of(service, word).ToString());
                    }
                    ServiceModel model = await ServicePages.ReadAsync(
                        observation,
                        service,
                        result.Document,
                        result.Notice,
                        http.RequestAborted
                    );
                    return Page.Of<ServicePage>(http, model, StatusCodes.Status409Conflict);
                }
            )
            .RequireAuthorization(right);

    // A method in place of a stronger one takes redaction away as well.
    private static ServiceSettings Checked(HttpContext http, ServiceSettings before, ServiceSettings after) =>
        http.User.HasClaim(ConsoleRights.Claim, ConsoleRights.Administer) || !IsWeaker(before, after)
            ? after
            : throw new CommandFailedException(
                "This redacts less than before, and you may not take redaction away. Nothing was changed: ask somebody who administers."
            );

    private static bool IsWeaker(ServiceSettings before, ServiceSettings after) =>
        IsWeaker(before.Redaction, after.Redaction)
        || before
            .Collectors.Select(CollectorName.Of)
            .Distinct()
            .Any(name => IsWeaker(Of(before, name), Of(after, name)));

    private static bool IsWeaker(IEnumerable<ColumnRedaction> before, IEnumerable<ColumnRedaction> after)
    {
        Dictionary<string, RedactionMethod> now = ColumnRedaction
            .Union(after)
            .ToDictionary(it => it.Column, it => it.Method);
        return ColumnRedaction
            .Union(before)
            .Any(it => !now.TryGetValue(it.Column, out RedactionMethod method) || method < it.Method);
    }

    private static IEnumerable<ColumnRedaction> Of(ServiceSettings settings, CollectorName name) =>
        settings.Collectors.Where(it => CollectorName.Of(it) == name).SelectMany(it => it.Redaction);

    private static Func<ServiceSettings, ServiceSettings> ReadSampling(IFormCollection form)
    {
        decimal rate = RateArgument.Read(form["rate"].ToString().Trim());
        string key = form["key"].ToString().Trim();
        return it => ScopeOf(form).Sample(it, rate, key.Length == 0 ? null : key);
    }

    private static Func<ServiceSettings, ServiceSettings> ReadRedaction(IFormCollection form)
    {
        string column = form["column"].ToString().Trim();
        RedactionMethod method =
            Enum.GetValues<RedactionMethod>()
                .Where(it => SettingsText.Of(it) == form["method"])
                .Select(it => (RedactionMethod?)it)
                .FirstOrDefault()
            ?? throw new CommandFailedException("Choose what becomes of the column's values: hash, mask or drop.");
        return it => ScopeOf(form).Redact(it, column, method);
    }

    private static bool IsOn(IFormCollection form) =>
        form["state"].ToString() switch
        {
            "on" => true,
            "off" => false,
            _ => throw new CommandFailedException("Say on or off. Nothing was changed."),
        };

    // What is left empty stands for any; all three for the whole service.
    private static SettingsScope ScopeOf(IFormCollection form)
    {
        string[] names = [.. ((string[])["model", "version", "identifier"]).Select(it => form[it].ToString().Trim())];
        return new SettingsScope(
            names.All(it => it.Length == 0) ? null : new CollectorName(Any(names[0]), Any(names[1]), Any(names[2]))
        );
    }

    private static string Any(string name) => name.Length == 0 ? CollectorSettings.Any : name;
}
