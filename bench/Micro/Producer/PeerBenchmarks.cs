using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelData.Producer;
using OpenTelemetry;
using OpenTelemetry.Logs;
using Serilog;
using Serilog.Core;
using Serilog.Formatting.Compact;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace ModelData.Bench.Micro.Producer;

/// <summary>
/// A row of 20 doubles with a correlation id, kept by <c>Collect</c> and by what an application has otherwise: its log. Each with its writer beside the calling
/// thread, none with so many entries at once that it drops or waits: those would be cheap, or dear, for another reason.
/// </summary>
[MemoryDiagnoser]
public partial class PeerBenchmarks
{
    private const int RowsPerIteration = 5_000;
    private const int Queued = 2 * RowsPerIteration;

    private readonly double[] _doubles = new double[20];
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"peer-{Guid.NewGuid():N}.json");
    private ModelDataCollector _collector = null!;
    private Logger _serilog = null!;
    private ILogger _console = null!;
    private ILogger _telemetry = null!;
    private ServiceProvider _consoleServices = null!;
    private ServiceProvider _telemetryServices = null!;
    private Activity _request = null!;

    /// <summary>Opens all of them.</summary>
    [GlobalSetup]
    public void Open()
    {
        Random random = new(7);
        for (int i = 0; i < _doubles.Length; i++)
        {
            _doubles[i] = random.NextDouble() * 100;
        }
        _collector = CollectBenchmarks.Create("peers", isEnabled: true);
        _serilog = new LoggerConfiguration()
            .WriteTo.Async(to => to.File(new CompactJsonFormatter(), _file), bufferSize: Queued, blockWhenFull: true)
            .CreateLogger();
        // Not to a terminal, which would be measured in its place.
        TextWriter output = Console.Out;
        Console.SetOut(TextWriter.Synchronized(new StreamWriter(Stream.Null)));
        _consoleServices = new ServiceCollection()
            .AddLogging(logging =>
            {
                logging.AddJsonConsole();
                logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(options =>
                    options.MaxQueueLength = Queued
                );
            })
            .BuildServiceProvider();
        _console = _consoleServices.GetRequiredService<ILoggerFactory>().CreateLogger("rows");
        Console.SetOut(output);
        _telemetryServices = new ServiceCollection()
            .AddLogging(logging =>
                logging.AddOpenTelemetry(options =>
                    options.AddProcessor(
                        new BatchLogRecordExportProcessor(
                            new DiscardingExporter(),
                            maxQueueSize: Queued,
                            scheduledDelayMilliseconds: 100
                        )
                    )
                )
            )
            .BuildServiceProvider();
        _telemetry = _telemetryServices.GetRequiredService<ILoggerFactory>().CreateLogger("rows");
        _request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
    }

    /// <summary>Lets the writers come to an end between iterations.</summary>
    [IterationCleanup]
    public void Flush()
    {
        FlushResult result = _collector.FlushAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        if (!result.IsAccepted)
        {
            throw new InvalidOperationException($"Rows were dropped: {_collector.Statistics}");
        }
        Thread.Sleep(TimeSpan.FromMilliseconds(300));
    }

    /// <summary>This library.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = RowsPerIteration)]
    public void Collect()
    {
        for (int i = 0; i < RowsPerIteration; i++)
        {
            _collector.Collect<double>(_doubles, "order-4711");
        }
    }

    /// <summary>Serilog, a JSON file behind its asynchronous sink.</summary>
    [Benchmark(OperationsPerInvoke = RowsPerIteration)]
    public void SerilogAsyncJsonFile()
    {
        for (int i = 0; i < RowsPerIteration; i++)
        {
            _serilog.Information("{CorrelationId} {Features}", "order-4711", _doubles);
        }
    }

    /// <summary>The platform's log, JSON on standard output.</summary>
    [Benchmark(OperationsPerInvoke = RowsPerIteration)]
    public void LoggerJsonConsole()
    {
        for (int i = 0; i < RowsPerIteration; i++)
        {
            Row(_console, "order-4711", _doubles);
        }
    }

    /// <summary>OpenTelemetry, a log record behind its batch processor; the exporter takes it and does nothing.</summary>
    [Benchmark(OperationsPerInvoke = RowsPerIteration)]
    public void OpenTelemetryBatch()
    {
        for (int i = 0; i < RowsPerIteration; i++)
        {
            Row(_telemetry, "order-4711", _doubles);
        }
    }

    /// <summary>Closes all of them.</summary>
    [GlobalCleanup]
    public void Close()
    {
        _request.Dispose();
        _collector.CloseAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        _serilog.Dispose();
        _consoleServices.Dispose();
        _telemetryServices.Dispose();
        File.Delete(_file);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{CorrelationId} {Features}")]
    private static partial void Row(ILogger logger, string correlationId, double[] features);

    private sealed class DiscardingExporter : BaseExporter<LogRecord>
    {
        public override ExportResult Export(in Batch<LogRecord> batch) => ExportResult.Success;
    }
}
