using System.Text;

namespace ModelData;

/// <summary>The application properties that every event of ours has, as they go over the wire.</summary>
internal static class EventProperties
{
    /// <summary>A property.</summary>
    public static KeyValuePair<string, object> Attribute(string name, object value) =>
        new(EventAttributes.Prefix + name, value);

    /// <summary>What makes an event one of ours, and where it belongs, in the order of the documented events.</summary>
    /// <param name="type">The type of the event.</param>
    /// <param name="formatVersion">The version of events of this type.</param>
    /// <param name="id">Its id, unique for the address.</param>
    /// <param name="time">When it was made.</param>
    /// <param name="address">Its address.</param>
    public static List<KeyValuePair<string, object>> Of(
        string type,
        string formatVersion,
        string id,
        DateTimeOffset time,
        CollectionAddress address
    ) =>
        [
            Attribute(EventAttributes.SpecVersion, "1.0"),
            Attribute(EventAttributes.Type, type),
            Attribute(EventAttributes.FormatVersion, formatVersion),
            Attribute(EventAttributes.Id, id),
            // Names are escaped to unreserved characters: the path is a legal URI reference as it stands.
            Attribute(EventAttributes.Source, $"/{address.Path}"),
            Attribute(EventAttributes.Time, FormatTime(time)),
            Attribute(EventAttributes.Subscription, address.Subscription),
            Attribute(EventAttributes.ResourceGroup, address.ResourceGroup),
            Attribute(EventAttributes.Workspace, address.Workspace),
            Attribute(EventAttributes.WebService, address.WebService),
            Attribute(EventAttributes.Model, address.Model),
            Attribute(EventAttributes.ModelVersion, address.Version),
            Attribute(EventAttributes.Identifier, address.Identifier),
        ];

    private static string FormatTime(DateTimeOffset time) =>
        string.Create(
            27,
            time,
            static (text, value) =>
            {
                Span<byte> utf8 = stackalloc byte[27];
                CsvTimestamp.Format(value, utf8);
                Encoding.ASCII.GetChars(utf8, text);
            }
        );
}
