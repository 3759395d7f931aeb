using System.Globalization;

namespace ModelData;

/// <summary>The attributes of one event, read as the types that strangers' clients may have made of them.</summary>
internal readonly struct AttributeBag(IReadOnlyDictionary<string, object?> properties, bool isAlternative)
{
    /// <summary>The largest integer that a double holds exactly: JavaScript has no other numbers.</summary>
    private const double MaxExactDouble = 9_007_199_254_740_992;

    private const int MaxDecimalLength = 24;

    /// <summary>Finds out which prefix an event uses.</summary>
    /// <returns>Whether it is a CloudEvent at all.</returns>
    public static bool TryOpen(IReadOnlyDictionary<string, object?>? properties, out AttributeBag attributes)
    {
        attributes = default;
        if (properties is null)
        {
            return false;
        }
        bool isAlternative = !properties.ContainsKey(AttributeNames.SpecVersion.Prefixed);
        attributes = new AttributeBag(properties, isAlternative);
        return attributes.Get(AttributeNames.SpecVersion) is "1.0";
    }

    /// <summary>Reads a text; an integer counts as its digits, since a model's version is often given as one.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="text">The text; null when the attribute is missing.</param>
    /// <returns>Whether the attribute is missing, or a text that is not empty and not too long.</returns>
    public bool TryGetText(AttributeName name, out string? text)
    {
        object? value = Get(name);
        text = value switch
        {
            null => null,
            string given => given,
            Guid guid => guid.ToString("D"),
            _ when TryGetInteger(name, out long? integer) => integer?.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
        return value is null || text is { Length: > 0 and <= EventLimits.MaxAttributeLength };
    }

    /// <summary>Reads an integer that is not negative.</summary>
    /// <returns>Whether the attribute is missing, or such an integer.</returns>
    public bool TryGetInteger(AttributeName name, out long? integer)
    {
        object? value = Get(name);
        integer = value switch
        {
            int number => number,
            long number => number,
            string text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) =>
                number,
            double number when number is >= 0 and <= MaxExactDouble && Math.Floor(number) == number => (long)number,
            uint number => number,
            ulong number and <= long.MaxValue => (long)number,
            short number => number,
            ushort number => number,
            byte number => number,
            sbyte number => number,
            _ => null,
        };
        return value is null || integer >= 0;
    }

    /// <summary>Reads a decimal, without exponent and sign: a text, or a number whose shortest text is one.</summary>
    /// <returns>Whether the attribute is missing, or such a decimal.</returns>
    public bool TryGetDecimal(AttributeName name, out decimal? number)
    {
        object? value = Get(name);
        string? text = value switch
        {
            string given => given,
            int or long or uint or ulong or short or ushort or byte or sbyte or double or float or decimal => (
                (IFormattable)value
            ).ToString(null, CultureInfo.InvariantCulture),
            _ => null,
        };
        bool isDecimal = decimal.TryParse(
            text is { Length: <= MaxDecimalLength } ? text : null,
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out decimal parsed
        );
        number = isDecimal ? parsed : null;
        return value is null || isDecimal;
    }

    /// <summary>Reads a time: RFC 3339, or AMQP's own type.</summary>
    /// <returns>Whether the attribute is missing, or a time.</returns>
    public bool TryGetTime(AttributeName name, out DateTimeOffset? time)
    {
        object? value = Get(name);
        time = value switch
        {
            DateTimeOffset offset => offset,
            DateTime dateTime => new DateTimeOffset(DateTime.SpecifyKind(dateTime, DateTimeKind.Utc)),
            string text when Rfc3339.TryParse(text, out DateTimeOffset parsed) => parsed,
            _ => null,
        };
        return value is null || time is not null;
    }

    /// <summary>An attribute's value as a message shows it; null when it is missing.</summary>
    public string? Show(AttributeName name) => AttributeHints.Show(Get(name));

    /// <summary>A property that was probably meant to be this attribute, and how it is spelled right; null when there is none.</summary>
    public string? FindLike(AttributeName name) => AttributeHints.Like(properties, name, KeyOf(name));

    /// <summary>
    /// The first of some attributes that is missing, but there under another prefix of CloudEvents or in another case; null when there is none.
    /// </summary>
    public AttributeName? FindMisspelled(AttributeName[] names)
    {
        foreach (string key in properties.Keys)
        {
            foreach (AttributeName name in names)
            {
                if (AttributeHints.IsLike(key, name.Name) && key != KeyOf(name) && Get(name) is null)
                {
                    return name;
                }
            }
        }
        return null;
    }

    private string KeyOf(AttributeName name) => isAlternative ? name.AlternativelyPrefixed : name.Prefixed;

    private object? Get(AttributeName name)
    {
        properties.TryGetValue(KeyOf(name), out object? value);
        return value;
    }
}
