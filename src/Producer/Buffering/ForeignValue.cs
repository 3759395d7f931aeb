using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using ModelData.Producer.Encoding;

namespace ModelData.Producer.Buffering;

/// <summary>Values inside of something else: what a JSON document, a database or a form holds where a number or a text is meant.</summary>
internal static class ForeignValue
{
    /// <summary>The most digits that a decimal holds whatever they are.</summary>
    private const int MaxDecimalDigits = 28;

    /// <summary>Reads the value inside.</summary>
    /// <param name="holder">What holds it.</param>
    /// <param name="value">A number, text, boolean or time of the platform's own; or null.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryRead(object holder, out object? value)
    {
        value = null;
        return holder switch
        {
            DBNull => true,
            JsonElement element => TryRead(element, out value),
            JsonValue node => TryRead(node, out value),
            StringValues texts => TryRead(texts, out value),
            IConvertible convertible and not Enum => TryConvert(convertible, out value),
            _ => false,
        };
    }

    /// <summary>Several values of one field are one text, as where ASP.NET converts them to a string.</summary>
    private static bool TryRead(StringValues texts, out object? value)
    {
        value = texts.ToString();
        if (texts.Count == 0 || texts is [null])
        {
            value = null;
        }
        return true;
    }

    private static bool TryRead(JsonValue node, out object? value)
    {
        if (!node.TryGetValue(out value))
        {
            return false;
        }
        return value is JsonElement element
            ? TryRead(element, out value)
            : value is IConvertible || ScalarTypes.Include(value.GetType());
    }

    private static bool TryRead(JsonElement element, out object? value)
    {
        value = null;
        switch (element.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return true;
            case JsonValueKind.String:
                value = element.GetString();
                return true;
            case JsonValueKind.True or JsonValueKind.False:
                value = element.ValueKind == JsonValueKind.True;
                return true;
            case JsonValueKind.Number:
                value = ReadNumber(element);
                return value is not null;
            default:
                return false;
        }
    }

    /// <summary>A whole number as long where it is one, else the double with the number's very digits, else a decimal with them; the nearest double where
    /// neither has, null beyond doubles.</summary>
    private static object? ReadNumber(JsonElement element)
    {
        ReadOnlySpan<byte> text = JsonMarshal.GetRawUtf8Value(element);
        bool isNegativeZero = text[0] == '-' && !text.ContainsAnyInRange((byte)'1', (byte)'9');
        if (!isNegativeZero && element.TryGetInt64(out long integer))
        {
            return integer;
        }
        int exponent = text.IndexOfAny((byte)'e', (byte)'E');
        int digits = text.Length - text.Count((byte)'-') - text.Count((byte)'.');
        if (
            !isNegativeZero
            && exponent < 0
            && digits <= MaxDecimalDigits
            && element.TryGetDecimal(out decimal exact)
            && !DoubleDigits.Hold(exact)
        )
        {
            return exact;
        }
        return element.TryGetDouble(out double number) && double.IsFinite(number) ? number : null;
    }

    /// <summary>A value that tells its type, as Newtonsoft's do.</summary>
    private static bool TryConvert(IConvertible convertible, out object? value)
    {
        IFormatProvider invariant = CultureInfo.InvariantCulture;
        value = convertible.GetTypeCode() switch
        {
            TypeCode.Boolean => convertible.ToBoolean(invariant),
            TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 =>
                convertible.ToInt32(invariant),
            TypeCode.UInt32 or TypeCode.Int64 => convertible.ToInt64(invariant),
            TypeCode.UInt64 or TypeCode.Decimal => convertible.ToDecimal(invariant),
            TypeCode.Single => convertible.ToSingle(invariant),
            TypeCode.Double => convertible.ToDouble(invariant),
            TypeCode.Char or TypeCode.String => convertible.ToString(invariant),
            TypeCode.DateTime => convertible.ToDateTime(invariant),
            _ => null,
        };
        return value is not null || convertible.GetTypeCode() is TypeCode.Empty or TypeCode.DBNull;
    }
}
