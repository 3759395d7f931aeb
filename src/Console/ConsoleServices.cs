using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ModelData.Console.Audit;
using ModelData.Console.DeadLetters;
using ModelData.Console.Live;
using ModelData.Console.Observing;
using ModelData.Console.Services;

namespace ModelData.Console;

/// <summary>Adds the console to the services of a host. Whoever hosts it decides who signs in, and gives them <see cref="ConsoleRights"/> as claims.</summary>
public static class ConsoleServices
{
    /// <summary>Adds it. A <see cref="TimeProvider"/> and an authentication scheme are the host's.</summary>
    /// <param name="services">The services.</param>
    /// <param name="places">Where the pipeline is.</param>
    public static IServiceCollection AddModelDataConsole(this IServiceCollection services, ConsolePlaces places)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(places);
        services.AddRazorComponents();
        services.AddAntiforgery(SetCookie);
        services.AddAuthorization(AddPolicies);
        services.AddSingleton(places);
        services.AddSingleton<Changes>();
        services.AddSingleton<Observation>();
        services.AddSingleton<ServiceCatalog>();
        services.AddSingleton<LetterCatalog>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<Resubmissions>();
        return services;
    }

    private static void SetCookie(AntiforgeryOptions options)
    {
        options.Cookie.Name = "modeldata-form";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        // The console says so of all that it answers, and the form's token stands in each form.
        options.SuppressXFrameOptionsHeader = true;
    }

    private static void AddPolicies(AuthorizationOptions options)
    {
        foreach (string right in ConsoleRights.All)
        {
            options.AddPolicy(
                right,
                policy => policy.RequireAuthenticatedUser().RequireClaim(ConsoleRights.Claim, right)
            );
        }
        // What somebody forgets to protect is closed.
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build();
    }
}
