using System.ComponentModel.DataAnnotations;
using System.Globalization;
using ModelData.SettingTexts;

namespace ModelData.Ingestion.Settings;

/// <summary>The shortest and the longest time that a person would mean by a setting.</summary>
/// <param name="least">The shortest, as <c>hh:mm:ss</c>.</param>
/// <param name="most">The longest.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationWithinAttribute(string least, string most) : ValidationAttribute
{
    public TimeSpan Least { get; } = TimeSpan.Parse(least, CultureInfo.InvariantCulture);

    public TimeSpan Most { get; } = TimeSpan.Parse(most, CultureInfo.InvariantCulture);

    public bool Holds(TimeSpan value) => value >= Least && value <= Most;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is TimeSpan time && !Holds(time)
            ? new ValidationResult(
                $"{validationContext.MemberName} must be between {Duration.Format(Least)} and {Duration.Format(Most)}; "
                    + $"it is {Duration.Format(time)}, where hh:mm:ss is meant, with days as d.hh:mm:ss"
            )
            : ValidationResult.Success;
}
