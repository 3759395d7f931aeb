using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using ModelData.Ingestion.Reading.DeadLetters;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.DeadLetters;

[Trait("Level", "Unit")]
public sealed class LetterFloodsTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly ListedLogger _log = new();

    [Fact]
    public async Task Note_Flood_IsSaidWhenItBeginsOnceAMinuteAndWhenItEnds()
    {
        using var sut = new LetterFloods(_time, _log);
        Note(sut, "0", "not-cloudevents", 0, 1_000);
        Note(sut, "1", "not-cloudevents", 7, 1);
        Note(sut, "0", "corrupt-encoding", 1_000, 1);
        Assert.Equal(
            ["3400 not-cloudevents in 0 at 0", "3400 not-cloudevents in 1 at 7", "3400 corrupt-encoding in 0 at 1000"],
            _log.Lines
        );
        await SaysAsync(4, "3402 not-cloudevents in 0: 999, 1000");
        Note(sut, "0", "not-cloudevents", 2_000, 500);
        await SaysAsync(5, "3402 not-cloudevents in 0: 500, 1500");
        await SaysAsync(6, "3403 not-cloudevents in 0: 1500, 0-2499");
        Note(sut, "0", "not-cloudevents", 5_000, 1);
        Assert.Equal("3400 not-cloudevents in 0 at 5000", _log.Lines[^1]);
    }

    [Fact]
    public void Dispose_WithinAFlood_SaysHowManyThereWere()
    {
        var sut = new LetterFloods(_time, _log);
        Note(sut, "0", "a", 0, 10);
        Note(sut, "0", "b", 10, 1);
        sut.Dispose();
        Assert.Equal(["3400 a in 0 at 0", "3400 b in 0 at 10", "3403 a in 0: 10, 0-9"], _log.Lines);
    }

    private static void Note(LetterFloods sut, string partition, string reason, int first, int count)
    {
        for (int i = 0; i < count; i++)
        {
            sut.Note(partition, first + i, new Refusal(reason, "why"));
        }
    }

    private async Task SaysAsync(int lines, string last)
    {
        // What watches may just be about to wait.
        for (int i = 0; i < 60; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await Eventually.IsTrueAsync(
            () => _log.Lines.Count >= lines,
            Deadline,
            () => $"{lines} lines: {string.Join("; ", _log.Lines)}"
        );
        Assert.Equal(last, _log.Lines[^1]);
        Assert.Equal(lines, _log.Lines.Count);
    }

    private sealed class ListedLogger : ILogger<LetterFloods>
    {
        private readonly List<string> _lines = [];

        public List<string> Lines
        {
            get
            {
                lock (_lines)
                {
                    return [.. _lines];
                }
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var values = ((IReadOnlyList<KeyValuePair<string, object?>>)state!).ToDictionary();
            string numbers = eventId.Id switch
            {
                3400 => $" at {values["SequenceNumber"]}",
                3402 => $": {values["Count"]}, {values["Total"]}",
                _ => $": {values["Total"]}, {values["First"]}-{values["Last"]}",
            };
            lock (_lines)
            {
                _lines.Add($"{eventId.Id} {values["Reason"]} in {values["Partition"]}{numbers}");
            }
        }
    }
}
