namespace ModelData;

/// <summary>The attributes that the reader looks at.</summary>
internal static class AttributeNames
{
    public static readonly AttributeName SpecVersion = new(EventAttributes.SpecVersion);
    public static readonly AttributeName Id = new(EventAttributes.Id);
    public static readonly AttributeName Source = new(EventAttributes.Source);
    public static readonly AttributeName Type = new(EventAttributes.Type);
    public static readonly AttributeName Time = new(EventAttributes.Time);
    public static readonly AttributeName DataContentType = new("datacontenttype");
    public static readonly AttributeName FormatVersion = new(EventAttributes.FormatVersion);
    public static readonly AttributeName Day = new(EventAttributes.Day);
    public static readonly AttributeName ColumnTypes = new(EventAttributes.ColumnTypes);
    public static readonly AttributeName Untyped = new(EventAttributes.Untyped);
    public static readonly AttributeName ExactTypes = new(EventAttributes.ExactTypes);
    public static readonly AttributeName SampleRate = new(EventAttributes.SampleRate);
    public static readonly AttributeName Redacted = new(EventAttributes.Redacted);
    public static readonly AttributeName RedactionKey = new(EventAttributes.RedactionKey);
    public static readonly AttributeName RowCount = new(EventAttributes.RowCount);
    public static readonly AttributeName ProducerId = new(EventAttributes.ProducerId);
    public static readonly AttributeName BatchSequence = new(EventAttributes.BatchSequence);
    public static readonly AttributeName ContentEncoding = new(EventAttributes.ContentEncoding);
    public static readonly AttributeName CorrelationId = new(EventAttributes.CorrelationId);

    /// <summary>In the order of the constructor of <see cref="CollectionAddress"/>.</summary>
    public static readonly AttributeName[] Address =
    [
        new(EventAttributes.Subscription),
        new(EventAttributes.ResourceGroup),
        new(EventAttributes.Workspace),
        new(EventAttributes.WebService),
        new(EventAttributes.Model),
        new(EventAttributes.ModelVersion),
        new(EventAttributes.Identifier),
    ];

    /// <summary>What may be missing and says where rows go, and as what.</summary>
    public static readonly AttributeName[] Filing = [.. Address, Day, Time, ColumnTypes];

    /// <summary>The index of the one name of an address that has no default.</summary>
    public const int Model = 4;
}
