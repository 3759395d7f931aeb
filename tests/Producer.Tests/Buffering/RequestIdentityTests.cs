using System.Diagnostics;
using ModelData.Producer.Buffering;

namespace ModelData.Producer.Tests.Buffering;

[Trait("Level", "Unit")]
public sealed class RequestIdentityTests
{
    [Fact]
    public void Current_OutsideARequest_IsAnotherRandomUuidEachTime()
    {
        Activity.Current = null;
        Guid[] ids = [.. Enumerable.Range(0, 10_000).AsParallel().Select(_ => RequestIdentity.Current(out bool _))];

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Equal((4, 8), (id.Version, id.Variant & 0xC)));
    }

    [Fact]
    public void Current_ActivityWithoutATraceId_IsARandomUuid()
    {
        Activity.Current = null;
        using Activity request = new Activity("request").SetIdFormat(ActivityIdFormat.Hierarchical).Start();

        Assert.NotEqual(Guid.Empty, RequestIdentity.Current(out bool _));
    }

    [Fact]
    public void Current_DeepInsideARequest_IsThatOfItsRoot()
    {
        Activity.Current = null;
        using Activity request = Start("request", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        Guid atRoot = RequestIdentity.Current(out bool _);
        using Activity inner = Start("inner");
        using Activity innermost = Start("innermost");

        Assert.NotEqual(Guid.Empty, atRoot);
        Assert.Equal(atRoot, RequestIdentity.Current(out bool _));
        Assert.StartsWith("0af76519-16cd-43dd-", atRoot.ToString("D"), StringComparison.Ordinal);
    }

    [Fact]
    public void Current_TwoRequestsOfOneTrace_Differ()
    {
        const string parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        Activity.Current = null;
        Guid first;
        using (Start("first", parent))
        {
            first = RequestIdentity.Current(out bool _);
        }
        using (Start("second", parent))
        {
            Assert.NotEqual(first, RequestIdentity.Current(out bool _));
        }
    }

    [Theory]
    [InlineData(ActivityKind.Server)]
    [InlineData(ActivityKind.Consumer)]
    public void Current_LoopThatTakesMessages_IsThatOfTheMessage(ActivityKind kind)
    {
        using ActivitySource source = Listened(out ActivityListener listener);
        using ActivityListener _ = listener;
        Activity.Current = null;
        using Activity? loop = source.StartActivity("worker");
        List<Guid> ids = [];
        for (int i = 0; i < 3; i++)
        {
            using Activity? message = source.StartActivity("message", kind);
            Guid atMessage = RequestIdentity.Current(out bool _);
            using Activity? step = source.StartActivity("score");
            using Activity? call = source.StartActivity("lookup", ActivityKind.Client);
            Assert.Equal(atMessage, RequestIdentity.Current(out bool _));
            ids.Add(atMessage);
        }
        Assert.Equal(3, ids.Distinct().Count());
        Assert.Equal(RequestIdentity.From(loop!.TraceId, default).ToString()[..18], ids[0].ToString()[..18]);
    }

    [Fact]
    public void Current_NothingTellsARequestOrAMessage_IsARandomUuid()
    {
        using ActivitySource source = Listened(out ActivityListener listener);
        using ActivityListener _ = listener;
        Activity.Current = null;
        using Activity? loop = source.StartActivity("worker");
        using Activity? message = source.StartActivity("message");
        Guid first = RequestIdentity.Current(out bool _);
        Assert.NotEqual(first, RequestIdentity.Current(out bool _));
        Assert.Equal(4, first.Version);
    }

    [Fact]
    public void Current_RequestOfAspNetCoreWithoutListeners_IsThatOfItsRoot()
    {
        Activity.Current = null;
        using Activity request = Start("Microsoft.AspNetCore.Hosting.HttpRequestIn");
        Guid atRoot = RequestIdentity.Current(out bool _);
        using Activity inner = Start("inner");
        Assert.Equal(RequestIdentity.From(request.TraceId, request.SpanId), atRoot);
        Assert.Equal(atRoot, RequestIdentity.Current(out bool _));
    }

    [Fact]
    public void From_KnownIds_IsTheDocumentedFold()
    {
        Guid id = RequestIdentity.From(
            ActivityTraceId.CreateFromString("00112233445566778899aabbccddeeff"),
            ActivitySpanId.CreateFromString("ff00000000000001")
        );
        Assert.Equal("00112233-4455-6677-7799-aabbccddeefe", id.ToString("D"));
    }

    private static ActivitySource Listened(out ActivityListener listener)
    {
        ActivitySource source = new($"tests.{Guid.NewGuid()}");
        listener = new ActivityListener
        {
            ShouldListenTo = it => it == source,
            Sample = static (ref _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        return source;
    }

    private static Activity Start(string name, string? parent = null)
    {
        Activity activity = new(name);
        activity.SetIdFormat(ActivityIdFormat.W3C);
        if (parent is not null)
        {
            activity.SetParentId(parent);
        }
        return activity.Start();
    }
}
