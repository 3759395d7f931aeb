using ModelData.Console.Observing;
using ModelData.Operations.Settings;

namespace ModelData.Console.Services;

/// <summary>The page of a web service.</summary>
/// <param name="Snapshot">The last look.</param>
/// <param name="Row">The web service, with its document.</param>
/// <param name="Notice">What came of a change; null when there was none.</param>
public sealed record ServiceModel(Snapshot Snapshot, ServiceRow Row, ServiceNotice? Notice)
{
    /// <summary>What its document says.</summary>
    public ServiceDocument Document => Row.Document ?? ServiceDocument.None;

    /// <summary>What its document says, or would say if there were one.</summary>
    public ServiceSettings Settings => Document.Settings ?? new ServiceSettings();

    /// <summary>What the document says elsewhere, and a person may not expect.</summary>
    public IReadOnlyList<string> Notes =>
        [
            .. Settings.Enabled == false ? [] : SettingsNotes.OfSwitch(Settings, new SettingsScope(null)),
            .. Settings.Redaction.Any(it => it.Method == RedactionMethod.Hash)
                ? SettingsNotes.OfMethod(RedactionMethod.Hash)
                : [],
            .. Settings.Ignored.Select(it => it.ToString()),
        ];
}
