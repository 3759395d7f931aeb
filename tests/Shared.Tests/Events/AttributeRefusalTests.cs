using static ModelData.Tests.Events.RefusalDetailTests;

namespace ModelData.Tests.Events;

/// <summary>Attributes that are not known, or under a name that is not theirs.</summary>
[Trait("Level", "Unit")]
public sealed class AttributeRefusalTests
{
    private const string Good = Envelopes.Header + Envelopes.Row;

    [Theory]
    [InlineData("cloudEvents_modelversion", "modelversion")]
    [InlineData("cloudEvents:modelVersion", "modelversion")]
    [InlineData("ce-identifier", "identifier")]
    [InlineData("CE_WEBSERVICE", "webservice")]
    [InlineData("cloudevents:columnTypes", "columntypes")]
    [InlineData("cloudEvents-day", "day")]
    public void TryRead_OptionalAttributeUnderAnotherName_IsNotPassedOver(string property, string name)
    {
        EventEnvelope json = Envelopes.Json("""{"a":1}""").Without("day");
        Dictionary<string, object?> properties = new(json.Properties) { [property] = "d" };
        Says(
            json with
            {
                Properties = properties,
            },
            RefusalReasons.MissingAttribute,
            $"{name} is missing",
            $"\"{property}\""
        );
        properties["cloudEvents:" + name] = name == "day" ? "2026-11-23" : "d";
        Assert.Equal(1, (json with { Properties = properties }).Read().RowCount);
    }

    [Theory]
    [InlineData("identifier")]
    [InlineData("x-ce-identifier")]
    [InlineData("cloudEvents:identifiers")]
    [InlineData("cloudEvents:myday")]
    [InlineData("cloudEvents:identifier", null)]
    public void TryRead_PropertyOfTheSendersOwn_IsIgnored(string property, string? value = "d")
    {
        EventEnvelope json = Envelopes.Json("""{"a":1}""");
        Dictionary<string, object?> properties = new(json.Properties) { [property] = value };
        Assert.Equal(1, (json with { Properties = properties }).Read().RowCount);
    }

    [Theory]
    [InlineData("type", "mödel\U0001F600", RefusalReasons.UnknownType, "modeldata.rows")]
    [InlineData("formatversion", "7.0", RefusalReasons.UnknownFormatVersion, "1.x")]
    [InlineData("contentencoding", "gzip", RefusalReasons.UnsupportedContentEncoding, "brotli")]
    public void TryRead_AttributeThatIsNotKnown_ShowsItsValueInTheLetterAlone(
        string name,
        string value,
        string reason,
        string right
    )
    {
        Refusal refusal = Says(Envelopes.Csv(Good).With(name, value), reason, right);
        Assert.DoesNotContain(value, refusal.Detail, StringComparison.Ordinal);
        Assert.Equal($"\"{value}\"", refusal.Found);
    }

    [Fact]
    public void TryRead_ContentTypeThatIsNotKnown_SaysWhatToSet()
    {
        EventEnvelope envelope = Envelopes.Csv(Good) with { ContentType = null };
        string[] says = ["no content type", "datacontenttype", "text/csv or application/json"];
        Assert.Null(Says(envelope, RefusalReasons.UnsupportedContentType, says).Found);
        string longer = "text/csv; charset=" + string.Concat(Enumerable.Repeat("😀", 60));
        Refusal refusal = Says(
            envelope with
            {
                ContentType = longer,
            },
            RefusalReasons.UnsupportedContentType,
            "charset"
        );
        Assert.Equal($"\"{longer[..(18 + 92)]}\"…", refusal.Found);
    }

    [Theory]
    [InlineData("2026-06-30T10:00:00+18:00", "2026-06-29T16:00:00.000000Z")]
    [InlineData("2026-06-30T10:00:00.1234567-23:59", "2026-07-01T09:59:00.123456Z")]
    [InlineData("2026-06-30t10:00:00z", "2026-06-30T10:00:00.000000Z")]
    public void TryRead_Rfc3339AsTime_IsTaken(string time, string written) =>
        Assert.StartsWith(
            written,
            Envelopes.Json("""{"a":1}""").With("time", time).Read().Text(),
            StringComparison.Ordinal
        );
}
