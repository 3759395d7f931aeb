using System.Reflection;
using System.Runtime.InteropServices;
using Amqp.Framing;
using Amqp.Handler;
using Amqp.Types;

namespace ModelData.EventHubs.Amqp;

/// <summary>Writes our open frame, and corrects what the library makes of the peer's.</summary>
internal sealed class AmqpOpenHandler(AmqpSettings settings) : IHandler
{
    /// <summary>
    /// The largest frame that we take: the service's largest event (1 MiB) in one, where the peer allows it, since events in several
    /// frames are copied again by the library. The service itself answers with 65536.
    /// </summary>
    public const int MaxFrameBytes = (1024 + 64) * 1024;

    public bool CanHandle(EventId id) => id is EventId.ConnectionLocalOpen or EventId.ConnectionRemoteOpen;

    public void Handle(Event protocolEvent)
    {
        var open = (Open)protocolEvent.Context;
        if (protocolEvent.Id == EventId.ConnectionLocalOpen)
        {
            Describe(open);
        }
        else if (open.IdleTimeOut > 1)
        {
            // The library sends its empty frames exactly at the peer's limit, which is too late. It reads the limit after this.
            open.IdleTimeOut /= 2;
        }
    }

    private void Describe(Open open)
    {
        string version =
            typeof(AmqpOpenHandler)
                .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                ?.InformationalVersion.Split('+')[0]
            ?? "0";
        string framework = RuntimeInformation.FrameworkDescription;
        string platform = RuntimeInformation.OSDescription;
        open.MaxFrameSize = MaxFrameBytes;
        open.IdleTimeOut = (uint)Math.Min(settings.IdleTimeout.TotalMilliseconds, uint.MaxValue / 2);
        open.Properties = new Fields
        {
            [new Symbol("product")] = "ModelData.EventHubs",
            [new Symbol("version")] = version,
            [new Symbol("framework")] = framework,
            [new Symbol("platform")] = platform,
            [new Symbol("user-agent")] = $"modeldata-net/{version} ({framework}; {platform})",
        };
    }
}
