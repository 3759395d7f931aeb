using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ModelData.Producer.Buffering;

/// <summary>
/// The id of the request or message that a row belongs to, from the activity that began with it, however deep in the application <c>Collect</c> is called:
/// the nearest one of kind Server or Consumer, else the local root if a request or message from elsewhere is its parent, or if it is ASP.NET Core's own,
/// which has no kind where nobody listens. The trace id alone would not do: one trace spans many requests. Outside of these it is a random one, so that only
/// rows that share a context join: the activity of a loop that takes messages would join those of all.
/// </summary>
internal static class RequestIdentity
{
    private const string AspNetCoreRequest = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

    /// <summary>
    /// The trace id with the span id folded into its second half by exclusive or. Within a trace, distinct spans give distinct ids; and whoever knows the
    /// trace finds it again by the first 16 digits. A random UUID (version 4) where there is no request.
    /// </summary>
    /// <param name="isRandom">Whether there is none.</param>
    public static Guid Current(out bool isRandom)
    {
        Activity? activity = Activity.Current;
        while (activity is not null && !IsRequest(activity))
        {
            activity = activity.Parent;
        }
        isRandom = activity?.IdFormat != ActivityIdFormat.W3C;
        return isRandom ? Random() : From(activity!.TraceId, activity.SpanId);
    }

    private static bool IsRequest(Activity activity) =>
        activity.Kind is ActivityKind.Server or ActivityKind.Consumer
        || (
            activity.Parent is null && (activity.ParentSpanId != default || activity.OperationName == AspNetCoreRequest)
        );

    public static Guid From(ActivityTraceId trace, ActivitySpanId span)
    {
        Span<byte> id = stackalloc byte[16];
        Span<byte> fold = stackalloc byte[8];
        trace.CopyTo(id);
        span.CopyTo(fold);
        MemoryMarshal.Cast<byte, ulong>(id)[1] ^= MemoryMarshal.Read<ulong>(fold);
        return new Guid(id, bigEndian: true);
    }

    /// <summary>
    /// A random UUID from a generator of the thread's own, seeded by the system: the system's own random numbers take a call into the kernel each. It need
    /// not be hard to guess, only to occur once.
    /// </summary>
    public static Guid Random()
    {
        Span<byte> id = stackalloc byte[16];
        System.Random.Shared.NextBytes(id);
        id[6] = (byte)((id[6] & 0x0F) | 0x40);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
