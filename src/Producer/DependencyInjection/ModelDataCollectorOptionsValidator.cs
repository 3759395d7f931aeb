using Microsoft.Extensions.Options;

namespace ModelData.Producer.DependencyInjection;

/// <summary>
/// Reports all that is wrong with the options at once. By hand, since range attributes on times need reflection. Only code can put it there: what is wrong in
/// the configuration never becomes an option.
/// </summary>
internal sealed class ModelDataCollectorOptionsValidator : IValidateOptions<ModelDataCollectorOptions>
{
    public ValidateOptionsResult Validate(string? name, ModelDataCollectorOptions options) =>
        OptionsRules.Problems(options) is { Count: > 0 } problems
            ? ValidateOptionsResult.Fail(problems)
            : ValidateOptionsResult.Success;
}
