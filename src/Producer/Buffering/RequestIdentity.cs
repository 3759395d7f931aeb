using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ModelData.Producer.Buffering;

/// <summary>
/// The id of the request that a row belongs to, from the request's local root activity: the one that the server started, however deep in the application
/// <c>Collect</c> is called. The trace id alone would not do: one trace spans many requests.
/// </summary>
internal static class RequestIdentity
{
    /// <summary>
    /// The trace id with the span id folded into its second half by exclusive or. Within a trace, distinct spans give distinct ids; and whoever knows the
    /// trace finds it again by the first 16 digits. Zero outside a request.
    /// </summary>
    public static Guid Current()
    {
        Activity? activity = Activity.Current;
        if (activity is null)
        {
            return Guid.Empty;
        }
        while (activity.Parent is { } parent)
        {
            activity = parent;
        }
        return activity.IdFormat == ActivityIdFormat.W3C ? From(activity.TraceId, activity.SpanId) : Guid.Empty;
    }

    public static Guid From(ActivityTraceId trace, ActivitySpanId span)
    {
        Span<byte> id = stackalloc byte[16];
        Span<byte> fold = stackalloc byte[8];
        trace.CopyTo(id);
        span.CopyTo(fold);
        MemoryMarshal.Cast<byte, ulong>(id)[1] ^= MemoryMarshal.Read<ulong>(fold);
        return new Guid(id, bigEndian: true);
    }
}
