using System.Diagnostics;
using ModelData.Producer.Tests.Rows;

namespace ModelData.Producer.Tests;

/// <summary>What Collect costs the scoring thread: nothing on the heap.</summary>
[Trait("Level", "Unit")]
public sealed class HotPathTests
{
    private static readonly string[] Texts = ["red", "green", "blue"];

    private readonly TestProcess _process = new();

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Collect_InSteadyState_AllocatesNothing(bool isEnabled, bool isInRequest)
    {
        _process.Options.Enabled = isEnabled;
        await using ModelDataCollector numbers = _process.Collector("numbers");
        await using ModelDataCollector texts = _process.Collector("texts");
        await using ModelDataCollector mixed = _process.Collector("mixed");
        await using ModelDataCollector literals = _process.Collector("literals");
        await using ModelDataCollector<Applicant> typed = _process.Collector<Applicant>("typed");
        await using ModelDataCollector<Everything> structs = _process.Collector<Everything>("structs");
        Applicant applicant = new(41.5, null, Segment.Business);
        Everything everything = default(Everything) with
        {
            Text = "t",
            Segment = (Segment)9,
            Link = new("/a", UriKind.Relative),
        };
        using Activity request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        Activity.Current = isInRequest ? request : null;
        double[] row = new double[20];
        double[] spare = new double[20];
        IModelDataCollector[] byInterface = [numbers];
        (int count, float score, string color, int? missing) = (20260, 0.5f, "blue", null);
        TimeSpan duration = TimeSpan.FromSeconds(90);
        DayOfWeek[] days = [DayOfWeek.Monday, (DayOfWeek)77, DayOfWeek.Sunday];
        (Guid id, DateOnly day, DateTimeOffset time) = (Guid.NewGuid(), new(2026, 1, 2), _process.Clock.GetUtcNow());

        void CollectAll()
        {
            CollectionContext context = numbers.Collect<double>(row);
            byInterface[0].Collect<double>(row, "order");
            numbers.Collect<double>(row, context);
            texts.Collect<string>(Texts);
            texts.Collect(["red", color, null], "order");
            numbers.Collect([
                1.5,
                row[1],
                row[2],
                row[3],
                4,
                5,
                6,
                7,
                8,
                9,
                10,
                11,
                12,
                13,
                14,
                15,
                16f,
                17L,
                18m,
                19.5,
            ]);
            byInterface[0].Collect(spare.AsSpan(), context);
            literals.Collect([count, score, color, null, missing, true, 'c', 1.10m, id, day, time]);
            texts.Collect([duration, FeatureValue.FromEnum(DayOfWeek.Friday), (Int128)count]);
            texts.Collect<DayOfWeek>(days);
            typed.Collect(applicant);
            typed.Collect(applicant, context);
            typed.Collect([applicant, applicant], context);
            structs.Collect(everything, "order");
            RowBuilder builder = mixed.StartRow();
            builder.Add(1.5);
            builder.Add("text");
            builder.AddNull();
            builder.Add(true);
            builder.AddEnum(DayOfWeek.Sunday);
            builder.AddEnum((DayOfWeek)17);
            builder.Add(duration);
            builder.Collect();
        }

        long least = await LeastAllocatedAsync(numbers, CollectAll);

        Assert.Equal(0, least);
        Assert.Equal(isEnabled, numbers.Statistics.Enqueued > 0);
        Assert.Equal(0, numbers.Statistics.Refused + numbers.Statistics.Dropped);
        Assert.Equal(isEnabled, structs.Untyped.Statistics.Enqueued > 0);
        Assert.Equal(0, typed.Untyped.Statistics.Refused + structs.Untyped.Statistics.Refused);
        Assert.Equal(0, literals.Statistics.Refused + literals.Statistics.Dropped);
    }

    [Fact]
    public async Task Collect_RedactedInSteadyState_AllocatesNothing()
    {
        _process.Options.RedactionKey = Convert.ToBase64String(new byte[32]);
        _process.Options.Redaction.Add(new("feature_0", RedactionMethod.Hash));
        _process.Options.Redaction.Add(new("feature_1", RedactionMethod.Mask));
        _process.Options.Redaction.Add(new("feature_2", RedactionMethod.Drop));
        _process.Options.Redaction.Add(new("$CorrelationId", RedactionMethod.Hash));
        await using ModelDataCollector numbers = _process.Collector("numbers");
        await using ModelDataCollector mixed = _process.Collector("mixed");
        double[] row = [17.25, .. new double[19]];
        (float score, string color, int? missing) = (0.5f, "blue", null);
        DateTimeOffset time = _process.Clock.GetUtcNow();

        long least = await LeastAllocatedAsync(
            numbers,
            () =>
            {
                numbers.Collect<double>(row, "order");
                numbers.Collect(row.AsSpan());
                numbers.CollectRows<double>(row, 20);
                mixed.Collect([score, color, null, missing, true, 1.10m, time], "order");
                mixed.Collect([color, 1.5, null, missing, true, 1.10m, time]);
                mixed.Collect([time, 1.5, null, missing, true, 1.10m, time]);
                mixed.Collect([1.10m, 1.5, null, missing, true, 1.10m, time]);
                RowBuilder builder = mixed.StartRow();
                for (int i = 0; i < 7; i++)
                {
                    builder.Add("text");
                }
                builder.Collect();
            }
        );

        Assert.Equal(0, least);
        Assert.True(numbers.Statistics.Enqueued > 0 && mixed.Statistics.Enqueued > 0);
        Assert.Equal(0, numbers.Statistics.Refused + mixed.Statistics.Refused);
    }

    /// <summary>The bytes that a hundred calls allocate, of the best of many rounds.</summary>
    private async Task<long> LeastAllocatedAsync(ModelDataCollector collector, Action collect)
    {
        long least = long.MaxValue;
        // The first rounds make thread statics and schemas; a round in which the runtime itself allocates, by tiering up, may be repeated.
        for (int round = 0; round < 20 && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                collect();
            }
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            await _process.FlushAsync(collector);
        }
        return least;
    }

    [Theory]
    [InlineData("$RequestId", 0.1)]
    [InlineData("$RequestId", 0)]
    [InlineData("$CorrelationId", 0.1)]
    [InlineData("feature_0", 0.1)]
    [InlineData("feature_3", 0.1)]
    public async Task Collect_Sampled_AllocatesNothing(string key, double rate)
    {
        _process.Options.Sampling = new((decimal)rate, key);
        await using ModelDataCollector numbers = _process.Collector("numbers");
        await using ModelDataCollector literals = _process.Collector("literals");
        double[] row = new double[20];
        string color = "blue";
        (DateOnly day, DateTimeOffset time) = (new(2026, 1, 2), _process.Clock.GetUtcNow());

        void CollectAll()
        {
            CollectionContext context = numbers.Collect<double>(row);
            numbers.Collect<double>(row, "order");
            literals.Collect([color, 1.5, null, day, time], context);
            literals.Collect([1.5, 10L, true, time, 1.10m], "order");
        }

        long least = long.MaxValue;
        for (int round = 0; round < 20 && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                CollectAll();
            }
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            await _process.FlushAsync(numbers);
            await _process.FlushAsync(literals);
        }

        Assert.Equal(0, least);
        Assert.True(numbers.Statistics.SampledOut + literals.Statistics.SampledOut > 0);
        Assert.Equal(0, literals.Statistics.Refused + literals.Statistics.Dropped);
    }

    [Fact]
    public async Task Collect_WithAllIds_AllocatesNothing()
    {
        _process.Options.RowIds = true;
        _process.Options.CorrelationColumns = CorrelationColumns.Extended;
        _process.Options.CorrelationIdSource = static () => "order";
        await using ModelDataCollector numbers = _process.Collector("numbers");
        double[] row = new double[20];
        double[,] rows = new double[3, 20];

        void CollectAll()
        {
            numbers.Collect<double>(row, numbers.Collect(rows).Row(2));
            numbers.Collect<double>(row, CollectionContext.New());
            numbers.Collect<double>(row, "own");
        }

        long least = long.MaxValue;
        for (int round = 0; round < 20 && least > 0; round++)
        {
            using (CollectionContext.Begin())
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 100; i++)
                {
                    CollectAll();
                }
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }
            await _process.FlushAsync(numbers);
        }

        Assert.Equal(0, least);
        Assert.Equal(0, numbers.Statistics.Refused + numbers.Statistics.Dropped);
    }
}
