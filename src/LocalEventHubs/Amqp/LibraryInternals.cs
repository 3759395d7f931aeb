using System.Reflection;
using System.Runtime.CompilerServices;
using Amqp;
using Amqp.Listener;

namespace ModelData.LocalEventHubs.Amqp;

/// <summary>
/// State that AMQPNetLite 2.5.5 keeps to itself and that honouring credit and windows needs. A test opens each accessor, so that
/// another version of the library cannot break them unnoticed.
/// </summary>
internal static class LibraryInternals
{
    // Of an internal type, which an accessor cannot return; asked once per megabyte.
    private static readonly FieldInfo OutgoingList =
        typeof(Session).GetField("outgoingList", BindingFlags.Instance | BindingFlags.NonPublic)
        ?? throw new MissingFieldException(nameof(Session), "outgoingList");

    private static readonly PropertyInfo First =
        OutgoingList.FieldType.GetProperty(
            "First",
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
        ) ?? throw new MissingMemberException(OutgoingList.FieldType.Name, "First");

    /// <summary>How many transfers the peer's session window still takes.</summary>
    public static uint GetOutgoingWindow(Session session) => OutgoingWindow(session);

    /// <summary>The library's idea of the link credit. It is wrong after a flow that repeats a limit, so the endpoint corrects it.</summary>
    public static ref uint Credit(ListenerLink link) => ref CreditField(link);

    /// <summary>
    /// Whether every delivery of the session has been copied into frames. Unsettled ones stay in the list until the peer settles
    /// them, so this may say no too often, never yes too early.
    /// </summary>
    public static bool IsEverythingWritten(Session session) => First.GetValue(OutgoingList.GetValue(session)) is null;

    /// <summary>
    /// Returns the frame of a received message to the buffer pool once its content is copied. The library does that only when
    /// the delivery is settled, and would hold everything that waits for the disk twice. Its own release later does nothing.
    /// </summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ReleaseReference")]
    public static extern void ReleaseFrame(ByteBuffer frame);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "outgoingWindow")]
    private static extern ref uint OutgoingWindow(Session session);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "credit")]
    private static extern ref uint CreditField(ListenerLink link);
}
