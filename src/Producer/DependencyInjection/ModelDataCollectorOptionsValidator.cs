using Microsoft.Extensions.Options;
using ModelData.Producer.Configuration;

namespace ModelData.Producer.DependencyInjection;

/// <summary>
/// Reports all that is wrong with the options at once. By hand, since range attributes on times need reflection. Only code can put it there: what is wrong in
/// the configuration never becomes an option. It ends a start; later, when options are made anew because something changed, it is noted among their problems,
/// so that the former ones stay in force and whoever changed a setting meets no exception.
/// </summary>
internal sealed class ModelDataCollectorOptionsValidator : IValidateOptions<ModelDataCollectorOptions>
{
    private volatile bool _wereLegal;

    public ValidateOptionsResult Validate(string? name, ModelDataCollectorOptions options)
    {
        List<string> problems = OptionsRules.Problems(options);
        if (problems.Count == 0)
        {
            _wereLegal = true;
            return ValidateOptionsResult.Success;
        }
        if (!_wereLegal)
        {
            return ValidateOptionsResult.Fail(problems);
        }
        options.Problems.AddBrokenInCode(problems);
        return ValidateOptionsResult.Success;
    }
}
