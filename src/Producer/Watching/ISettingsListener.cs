using Microsoft.Extensions.Logging;

namespace ModelData.Producer.Watching;

/// <summary>Who follows a settings document: a collector.</summary>
internal interface ISettingsListener
{
    CollectionAddress Address { get; }

    ILogger Logger { get; }

    /// <summary>Tells logs apart: what concerns the document is said once in each.</summary>
    ILoggerFactory Loggers { get; }

    /// <summary>Follows the document as it is now.</summary>
    void Apply();

    /// <summary>Logs what the collector does.</summary>
    void SayDiagnostics();
}
