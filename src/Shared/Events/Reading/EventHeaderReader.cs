using System.Diagnostics.CodeAnalysis;

namespace ModelData;

/// <summary>Reads the attributes of events.</summary>
internal sealed class EventHeaderReader
{
    private readonly AddressCache _addresses = new();
    private readonly string[] _names = new string[AttributeNames.Address.Length];
    private bool _hasDefaults;

    public bool TryRead(
        in EventEnvelope envelope,
        [NotNullWhen(true)] out EventHeader? header,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        header = null;
        if (!AttributeBag.TryOpen(envelope.Properties, out AttributeBag attributes))
        {
            refusal = AttributeHints.NotCloudEvents(envelope.Properties, envelope.ContentType);
            return false;
        }
        refusal = RefuseKind(attributes);
        if (refusal is not null)
        {
            return false;
        }
        CollectionAddress? address = ReadAddress(attributes, ref refusal);
        PayloadFormat format = ReadFormat(envelope, attributes, ref refusal);
        bool isBrotli = ReadEncoding(envelope, attributes, ref refusal);
        bool isCsv = format == PayloadFormat.Csv;
        DateTimeOffset? givenTime = ReadTime(attributes, ref refusal);
        DateTimeOffset time = givenTime ?? envelope.EnqueuedTime;
        DateOnly? givenDay = ReadDay(attributes, isCsv, ref refusal);
        DateOnly day = givenDay ?? DateOnly.FromDateTime(time.UtcDateTime);
        string? columnTypes = ReadText(attributes, AttributeNames.ColumnTypes, isRequired: false, ref refusal);
        string? untyped = ReadText(attributes, AttributeNames.Untyped, isRequired: false, ref refusal);
        string? exactTypes = ReadText(attributes, AttributeNames.ExactTypes, isRequired: false, ref refusal);
        string? redacted = ReadText(attributes, AttributeNames.Redacted, isRequired: false, ref refusal);
        string? redactionKey = ReadText(attributes, AttributeNames.RedactionKey, isRequired: false, ref refusal);
        decimal? sampleRate = ReadSampleRate(attributes);
        string? correlationId = ReadText(attributes, AttributeNames.CorrelationId, isRequired: false, ref refusal);
        long? rowCount = ReadInteger(attributes, AttributeNames.RowCount, isCsv, EventLimits.MaxRows, ref refusal);
        Guid? producerId = ReadProducerId(attributes, ref refusal);
        bool hasSequence = producerId is not null;
        long? sequence = ReadInteger(attributes, AttributeNames.BatchSequence, hasSequence, long.MaxValue, ref refusal);
        if (!hasSequence && sequence is not null)
        {
            refusal ??= Missing(attributes, AttributeNames.ProducerId);
        }
        if (_hasDefaults || givenTime is null || givenDay is null || columnTypes is null)
        {
            refusal ??= RefuseMisspelled(attributes);
        }
        if (refusal is not null)
        {
            return false;
        }
        header = new EventHeader
        {
            Address = address!,
            Day = day,
            Time = time,
            Format = format,
            IsBrotli = isBrotli,
            ColumnTypes = columnTypes,
            Untyped = untyped,
            ExactTypes = exactTypes,
            Redacted = redacted,
            RedactionKey = redactionKey,
            SampleRate = sampleRate,
            CorrelationId = correlationId,
            RowCount = (int?)rowCount,
            ProducerId = producerId,
            BatchSequence = sequence ?? 0,
        };
        return true;
    }

    /// <summary>Type before version: another type has versions of its own.</summary>
    private static Refusal? RefuseKind(AttributeBag attributes)
    {
        Refusal? refusal = null;
        string? type = ReadText(attributes, AttributeNames.Type, isRequired: true, ref refusal);
        if (refusal is null && type != EventAttributes.RowsType)
        {
            return new Refusal(RefusalReasons.UnknownType, $"The type is not {EventAttributes.RowsType}.")
            {
                Found = attributes.Show(AttributeNames.Type),
            };
        }
        string? version = ReadText(attributes, AttributeNames.FormatVersion, isRequired: true, ref refusal);
        if (refusal is null && !FormatVersion.IsKnown(version, out bool isWellFormed))
        {
            return isWellFormed
                ? new Refusal(
                    RefusalReasons.UnknownFormatVersion,
                    $"The format version is not {FormatVersion.Major}.x, which is known."
                )
                {
                    Found = attributes.Show(AttributeNames.FormatVersion),
                }
                : Invalid(attributes, AttributeNames.FormatVersion, "is not <major>.<minor>");
        }
        ReadText(attributes, AttributeNames.Id, isRequired: true, ref refusal);
        ReadText(attributes, AttributeNames.Source, isRequired: true, ref refusal);
        return refusal;
    }

    private CollectionAddress? ReadAddress(AttributeBag attributes, ref Refusal? refusal)
    {
        _hasDefaults = false;
        for (int i = 0; i < _names.Length; i++)
        {
            bool isRequired = i == AttributeNames.Model;
            string? name = ReadText(attributes, AttributeNames.Address[i], isRequired, ref refusal);
            _hasDefaults |= name is null;
            _names[i] = name ?? CollectionAddress.DefaultName;
        }
        if (refusal is not null)
        {
            return null;
        }
        CollectionAddress? address = _addresses.Find(_names, out string? problem);
        if (problem is not null)
        {
            refusal = new Refusal(RefusalReasons.InvalidAddress, problem);
        }
        return address;
    }

    /// <summary>What says where rows go would be passed over, and they would go elsewhere.</summary>
    private static Refusal? RefuseMisspelled(AttributeBag attributes) =>
        attributes.FindMisspelled(AttributeNames.Filing) is { } name ? Missing(attributes, name) : null;

    private static PayloadFormat ReadFormat(in EventEnvelope envelope, AttributeBag attributes, ref Refusal? refusal)
    {
        string? text = envelope.ContentType;
        if (string.IsNullOrEmpty(text))
        {
            text = ReadText(attributes, AttributeNames.DataContentType, isRequired: false, ref refusal);
        }
        if (!ContentTypes.TryParse(text, out PayloadFormat format))
        {
            refusal ??= new Refusal(
                RefusalReasons.UnsupportedContentType,
                $"{(string.IsNullOrEmpty(text) ? "There is no content type" : "The content type is not known")}: it, or the attribute "
                    + $"{AttributeNames.DataContentType.Name}, is {EventAttributes.CsvContentType} or "
                    + $"{EventAttributes.JsonContentType}, without a charset or with utf-8."
            )
            {
                Found = string.IsNullOrEmpty(text) ? null : Shown.Text(text),
            };
        }
        return format;
    }

    private static bool ReadEncoding(in EventEnvelope envelope, AttributeBag attributes, ref Refusal? refusal)
    {
        string? attribute = ReadText(attributes, AttributeNames.ContentEncoding, isRequired: false, ref refusal);
        string? text = string.IsNullOrEmpty(envelope.ContentEncoding) ? attribute : envelope.ContentEncoding;
        if (!ContentTypes.TryParseEncoding(text, out bool isBrotli))
        {
            refusal ??= new Refusal(
                RefusalReasons.UnsupportedContentEncoding,
                $"The content encoding is neither {EventAttributes.BrotliEncoding} (brotli) nor identity (none). Send the body plain, "
                    + "or compress it with brotli."
            )
            {
                Found = Shown.Text(text!),
            };
        }
        else if (attribute is not null && !attribute.Equals(text, StringComparison.OrdinalIgnoreCase))
        {
            refusal ??= Invalid(
                attributes,
                AttributeNames.ContentEncoding,
                "differs from the content encoding of the message"
            );
        }
        return isBrotli;
    }

    private static DateTimeOffset? ReadTime(AttributeBag attributes, ref Refusal? refusal)
    {
        if (!attributes.TryGetTime(AttributeNames.Time, out DateTimeOffset? time))
        {
            refusal ??= Invalid(
                attributes,
                AttributeNames.Time,
                "is not an RFC 3339 time with an offset, such as 2026-11-23T05:41:12.5Z"
            );
        }
        return time;
    }

    private static DateOnly? ReadDay(AttributeBag attributes, bool isRequired, ref Refusal? refusal)
    {
        string? text = ReadText(attributes, AttributeNames.Day, isRequired, ref refusal);
        if (text is null)
        {
            return null;
        }
        if (!Rfc3339.TryParseDay(text, out DateOnly day))
        {
            refusal ??= Invalid(attributes, AttributeNames.Day, "is not a day of the form yyyy-MM-dd");
            return null;
        }
        return day;
    }

    /// <summary>One that is not understood is not known: version 1.0 of the format passed it over, and the rows are the same.</summary>
    private static decimal? ReadSampleRate(AttributeBag attributes)
    {
        bool isDecimal = attributes.TryGetDecimal(AttributeNames.SampleRate, out decimal? rate);
        return isDecimal && SampleRate.IsOfEvent(rate ?? 1) ? SampleRate.WithoutZeros(rate ?? 1) : null;
    }

    private static Guid? ReadProducerId(AttributeBag attributes, ref Refusal? refusal)
    {
        string? text = ReadText(attributes, AttributeNames.ProducerId, isRequired: false, ref refusal);
        if (text is null)
        {
            return null;
        }
        if (!Guid.TryParseExact(text, "D", out Guid id) || id == Guid.Empty)
        {
            refusal ??= Invalid(attributes, AttributeNames.ProducerId, "is not a GUID in D format other than zero");
            return null;
        }
        return id;
    }

    private static string? ReadText(AttributeBag attributes, AttributeName name, bool isRequired, ref Refusal? refusal)
    {
        if (!attributes.TryGetText(name, out string? text))
        {
            refusal ??= Invalid(attributes, name, $"is not a text of 1 to {EventLimits.MaxAttributeLength} characters");
            return null;
        }
        if (text is null && isRequired)
        {
            refusal ??= Missing(attributes, name);
        }
        return text;
    }

    private static long? ReadInteger(
        AttributeBag attributes,
        AttributeName name,
        bool isRequired,
        long max,
        ref Refusal? refusal
    )
    {
        if (!attributes.TryGetInteger(name, out long? integer) || integer > max)
        {
            refusal ??= Invalid(attributes, name, $"is not an integer from 0 to {max}");
            return null;
        }
        if (integer is null && isRequired)
        {
            refusal ??= Missing(attributes, name);
        }
        return integer;
    }

    private static Refusal Missing(AttributeBag attributes, AttributeName name) =>
        new(
            RefusalReasons.MissingAttribute,
            $"The attribute {name.Name} is missing.{(attributes.FindLike(name) is { } hint ? $" {hint}" : "")}"
        );

    private static Refusal Invalid(AttributeBag attributes, AttributeName name, string why) =>
        new(RefusalReasons.InvalidAttribute, $"The attribute {name.Name} {why}.") { Found = attributes.Show(name) };
}
