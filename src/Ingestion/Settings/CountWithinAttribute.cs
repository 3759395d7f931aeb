using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace ModelData.Ingestion.Settings;

/// <summary>The least and the most that a person would mean by a setting that counts.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CountWithinAttribute(long least, long most) : ValidationAttribute
{
    public long Least { get; } = least;

    public long Most { get; } = most;

    public bool Holds(long value) => value >= Least && value <= Most;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        long count = Convert.ToInt64(value, CultureInfo.InvariantCulture);
        return !Holds(count)
            ? new ValidationResult(
                $"{validationContext.MemberName} must be between {Least} and {Most}; it is {count}"
                    + GuessBytes(validationContext.MemberName, count)
            )
            : ValidationResult.Success;
    }

    private string GuessBytes(string? name, long count) =>
        count > 0 && count < Least && count <= Most >> 20 && name?.Contains("Bytes", StringComparison.Ordinal) == true
            ? $" bytes; did you mean {count << 20}?"
            : "";
}
