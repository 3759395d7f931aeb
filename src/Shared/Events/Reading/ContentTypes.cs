namespace ModelData;

/// <summary>Reads content types and encodings.</summary>
internal static class ContentTypes
{
    /// <summary>Reads a content type: its parameters are ignored, but for a character set that is not UTF-8.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out PayloadFormat format)
    {
        format = PayloadFormat.Csv;
        int end = text.IndexOf(';');
        ReadOnlySpan<char> mediaType = (end < 0 ? text : text[..end]).Trim();
        while (end >= 0)
        {
            text = text[(end + 1)..];
            end = text.IndexOf(';');
            if (!IsUtf8OrOther((end < 0 ? text : text[..end]).Trim()))
            {
                return false;
            }
        }
        if (mediaType.Equals(EventAttributes.CsvContentType, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }
        format = PayloadFormat.Json;
        return mediaType.Equals(EventAttributes.JsonContentType, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads a content encoding.</summary>
    public static bool TryParseEncoding(ReadOnlySpan<char> text, out bool isBrotli)
    {
        isBrotli = text.Equals(EventAttributes.BrotliEncoding, StringComparison.OrdinalIgnoreCase);
        return isBrotli || text.IsEmpty || text.Equals("identity", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsUtf8OrOther(ReadOnlySpan<char> parameter)
    {
        const string CharacterSet = "charset=";
        if (!parameter.StartsWith(CharacterSet, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }
        ReadOnlySpan<char> value = parameter[CharacterSet.Length..].Trim('"');
        return value.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            || value.Equals("us-ascii", StringComparison.OrdinalIgnoreCase);
    }
}
