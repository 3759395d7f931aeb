using System.Globalization;
using System.Text;

namespace ModelData;

/// <summary>Says what a sender probably meant whose attributes are not where they should be.</summary>
internal static class AttributeHints
{
    private const int MostListed = 8;

    /// <summary>What other bindings and hand-written senders put before the name of an attribute.</summary>
    private static readonly string[] Prefixes = ["cloudevents", "cloudevent", "ce"];

    /// <summary>Describes an event without <c>specversion</c>.</summary>
    public static Refusal NotCloudEvents(IReadOnlyDictionary<string, object?>? properties, string? contentType)
    {
        AttributeName name = AttributeNames.SpecVersion;
        string detail = properties is null or { Count: 0 }
            ? $"There are no application properties; an event has at least {name.Prefixed} = 1.0 and those that docs/event-format.md lists."
            : DescribeVersion(properties, name);
        if (contentType?.StartsWith("application/cloudevents", StringComparison.OrdinalIgnoreCase) == true)
        {
            detail +=
                " It looks like a CloudEvent in structured mode; send it in binary mode: attributes as application properties, rows alone in the body.";
        }
        return new Refusal(RefusalReasons.NotCloudEvents, detail);
    }

    /// <summary>Finds a property whose name differs from an attribute's in prefix, case or separators.</summary>
    /// <returns>What to do, for a person; null when there is none.</returns>
    public static string? Like(IReadOnlyDictionary<string, object?> properties, AttributeName name, string expected)
    {
        foreach (string key in properties.Keys)
        {
            if (key != expected && (IsLike(key, name.Name) || IsLike(key, "", name.Name)))
            {
                return $"Found {Shown.Text(key)}; the property is named {expected}. Over AMQP the prefix is {EventAttributes.Prefix} "
                    + $"or {EventAttributes.AlternativePrefix}, one of them in the whole event.";
            }
        }
        return null;
    }

    /// <summary>Shows a property's value.</summary>
    public static string? Show(object? value) =>
        value switch
        {
            null => null,
            string text => Shown.Text(text),
            IFormattable number =>
                $"{Shown.Text(number.ToString(null, CultureInfo.InvariantCulture)).Trim('"')} ({value.GetType().Name})",
            bool flag => flag ? "true (Boolean)" : "false (Boolean)",
            _ => value.GetType().Name,
        };

    private static string DescribeVersion(IReadOnlyDictionary<string, object?> properties, AttributeName name)
    {
        foreach (string key in (string[])[name.Prefixed, name.AlternativelyPrefixed])
        {
            if (properties.TryGetValue(key, out object? value))
            {
                return $"{key} is {Show(value) ?? "null"}; it must be the text \"1.0\".";
            }
        }
        if (Like(properties, name, name.Prefixed) is { } like)
        {
            return like;
        }
        StringBuilder listed = new();
        int count = 0;
        foreach (string key in properties.Keys.Order(StringComparer.Ordinal).Take(MostListed))
        {
            listed.Append(count++ == 0 ? "" : ", ").Append(Shown.Text(key));
        }
        string more = properties.Count > count ? $" and {properties.Count - count} more" : "";
        return $"There is no application property {name.Prefixed}; found: {listed}{more}.";
    }

    /// <summary>Whether a property has a prefix of CloudEvents and an attribute's name, in any case and with any separators.</summary>
    public static bool IsLike(string key, string name)
    {
        foreach (string prefix in Prefixes)
        {
            if (IsLike(key, prefix, name))
            {
                return true;
            }
        }
        return false;
    }

    private static bool IsLike(string key, string prefix, string name)
    {
        int read = 0;
        foreach (char c in key)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                continue;
            }
            int index = read++ - prefix.Length;
            bool isEnd = index >= name.Length;
            if (isEnd || char.ToLowerInvariant(c) != (index < 0 ? prefix[read - 1] : name[index]))
            {
                return false;
            }
        }
        return read == prefix.Length + name.Length;
    }
}
