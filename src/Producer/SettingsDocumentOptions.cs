using ModelData.Producer.Configuration;

namespace ModelData.Producer;

/// <summary>
/// Where the settings document of a web service is read from, with which an operator switches collection without redeploying: the blob
/// <c>&lt;subscription&gt;/&lt;resource group&gt;/&lt;workspace&gt;/&lt;web service&gt;.json</c>. What nobody sets comes from the environment variables
/// <c>ModelData__Settings__*</c>.
/// </summary>
public sealed class SettingsDocumentOptions
{
    /// <summary>
    /// The container, for example <c>https://account.blob.core.windows.net/modeldata-settings</c>. With a shared access signature that signature reads; else
    /// the credential of <see cref="EventHubsTargetOptions.UseCredential"/>. Never logged beyond its path. Default: there is no document.
    /// </summary>
    public Uri? Uri
    {
        get;
        set => field = Given.Note(value);
    }

    /// <summary>
    /// A file that keeps the last document, for starts while the container cannot be reached. Written whenever the document changes. Default: none.
    /// </summary>
    public string? CacheFile
    {
        get;
        set => field = Given.Note(value);
    }

    /// <summary>
    /// Whether nothing is collected as long as the document could never be read, here or into <see cref="CacheFile"/>. Default: no, then the other options
    /// hold.
    /// </summary>
    public bool Required
    {
        get;
        set => field = Given.Note(value);
    }

    /// <summary>How often the document is asked for, give or take a fifth: 1 s to 1 hour. Default: 20 s.</summary>
    public TimeSpan PollInterval
    {
        get;
        set => field = Given.Note(value);
    } = ProducerDefaults.SettingsPollInterval;

    /// <summary>The options that were set.</summary>
    internal GivenOptions Given { get; private set; } = new();

    internal SettingsDocumentOptions Copy()
    {
        SettingsDocumentOptions copy = (SettingsDocumentOptions)MemberwiseClone();
        copy.Given = new GivenOptions(Given);
        return copy;
    }
}
