using System.Globalization;

namespace ModelData.Operations.Settings;

/// <summary>A share of rows as a person writes it: <c>0.1</c> or <c>10%</c>.</summary>
public static class RateArgument
{
    /// <summary>Long enough for nine digits behind the point, and short enough that no digit is rounded away.</summary>
    private const int MaxLength = 20;

    /// <summary>Reads a share.</summary>
    /// <exception cref="CommandFailedException">It is none.</exception>
    public static decimal Read(string text)
    {
        bool isPercent = text.EndsWith('%');
        string number = isPercent ? text[..^1] : text;
        bool isNumber = decimal.TryParse(
            number,
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out decimal value
        );
        decimal rate = isPercent ? value / 100 : value;
        return isNumber && number.Length <= MaxLength && rate is >= 0 and <= 1 && rate == decimal.Round(rate, 9)
            ? rate
            : throw new CommandFailedException(
                "A rate is a number from 0 (no rows) to 1 (all rows) with at most 9 digits behind the point, or a percentage: "
                    + $"for example 0.1 or 10%, not '{text}'."
            );
    }
}
