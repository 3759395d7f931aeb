using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Observing;

/// <summary>
/// What a worker says of itself, in a blob beside the states: <c>{namespace}/{hub}/{group}/workers/{name}.json</c>. When it said so is when the blob was
/// written, by the storage's clock. No secret and nothing of rows is in it.
/// </summary>
public sealed record WorkerReport
{
    /// <summary>The newest version that this release writes and reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The most bytes that a report may have: more than the longest that a worker writes.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>The most partitions that are told; no hub has as many.</summary>
    internal const int MostPartitions = 2048;

    /// <summary>The most problems that are told, the first ones.</summary>
    internal const int MostProblems = 128;

    /// <summary>The most characters of a text; a longer one is cut.</summary>
    internal const int LongestText = 512;

    // Some 300 years, in seconds: what a clock can be wrong by, and far from where times overflow.
    private const double MostSeconds = 1e10;

    /// <summary>The version of the document.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The worker's name: that of the blob.</summary>
    public required string Name { get; init; }

    /// <summary>What it writes as the owner of its partitions: its name, and a part that no other start has.</summary>
    public required string Owner { get; init; }

    /// <summary>The release of the engine.</summary>
    public required string Release { get; init; }

    /// <summary>How long it had run, in seconds.</summary>
    public required double UptimeSeconds { get; init; }

    /// <summary>The partitions that it works on, by their ids.</summary>
    public required IReadOnlyList<WorkerPartition> Partitions { get; init; }

    /// <summary>How far the clock of its machine is ahead of the storage's, in seconds; negative when it is behind. Unset while that is not known.</summary>
    public double? ClockDifferenceSeconds { get; init; }

    /// <summary>How long the hub keeps events, in seconds, as the worker was told. Unset when it was not.</summary>
    public double? RetentionSeconds { get; init; }

    /// <summary>How far behind a partition may be while all is well, in seconds, by what it has saved: from there on rows come late.</summary>
    public required double LagThresholdSeconds { get; init; }

    /// <summary>How long its hold on a partition lasts without a renewal, in seconds. Unset in reports of a release that does not say so.</summary>
    public double? ExpirySeconds { get; init; }

    /// <summary>What is wrong, as far as the worker can tell.</summary>
    public required IReadOnlyList<WorkerProblem> Problems { get; init; }

    // What the types cannot insist on.
    private bool IsWhole =>
        Name.Length > 0
        && Owner.Length > 0
        && IsLasting(UptimeSeconds)
        && IsLasting(LagThresholdSeconds)
        && IsLasting(RetentionSeconds ?? 0)
        && IsLasting(ExpirySeconds ?? 0)
        && Math.Abs(ClockDifferenceSeconds ?? 0) <= MostSeconds
        && Partitions.Count <= MostPartitions
        && Partitions.All(it => it is { Id.Length: > 0 })
        && Problems.Count <= MostProblems
        && Problems.All(it => it is { Code.Length: > 0 } && it.Code.All(IsOfCode) && IsLasting(it.Seconds ?? 0));

    /// <summary>Reads a report. Never throws, whatever the bytes are; members that it does not know are passed over.</summary>
    /// <param name="utf8">The body of the blob.</param>
    /// <param name="report">The report, whole.</param>
    /// <param name="problem">Why it cannot be read, for a person, without its full stop.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> utf8,
        [NotNullWhen(true)] out WorkerReport? report,
        [NotNullWhen(false)] out string? problem
    )
    {
        report = null;
        problem = FindProblem(utf8);
        if (problem is not null)
        {
            return false;
        }

        try
        {
            report = JsonSerializer.Deserialize(utf8, WorkerReportJson.Default.WorkerReport);
        }
        catch (JsonException e)
        {
            problem = e.Message;
            return false;
        }

        if (report?.IsWhole != true)
        {
            report = null;
            problem = "parts of it are missing or mean nothing";
            return false;
        }

        return true;
    }

    /// <summary>Whether another report of the same worker is no news beside this one: what only grows or wavers with time does not count.</summary>
    internal bool SaysTheSameAs(WorkerReport other) =>
        Partitions.SequenceEqual(other.Partitions)
        && Problems.Select(Lasting).SequenceEqual(other.Problems.Select(Lasting));

    /// <summary>The document, of at most <see cref="MaxBytes"/>: what is too long is cut, what is too many is left out.</summary>
    internal byte[] ToJson() =>
        JsonSerializer.SerializeToUtf8Bytes(
            this with
            {
                Partitions = [.. Partitions.Take(MostPartitions).Select(it => it with { Halted = Cut(it.Halted) })],
                Problems =
                [
                    .. Problems
                        .Take(MostProblems)
                        .Select(it => it with { Where = Cut(it.Where), Cause = Cut(it.Cause), Mend = Cut(it.Mend) }),
                ],
            },
            WorkerReportJson.Default.WorkerReport
        );

    // The version first: a newer one may have anything else.
    private static string? FindProblem(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
        {
            return TooLong(utf8.Length);
        }

        try
        {
            return JsonSerializer.Deserialize(utf8, WorkerReportJson.Default.ReportVersion)?.Version switch
            {
                null => "it is null",
                > CurrentVersion and var newer =>
                    $"it is of version {newer}, and this release knows versions up to {CurrentVersion}",
                < 1 and var older => $"it says version {older}",
                _ => null,
            };
        }
        catch (JsonException e)
        {
            return e.Message;
        }
    }

    /// <summary>What is wrong with a report that is too long to be read.</summary>
    internal static string TooLong(long bytes) => $"it has {bytes} bytes, and no worker writes more than {MaxBytes}";

    // Causes tell times and ids of requests.
    private static (string Code, ProblemSeverity Severity, string Where) Lasting(WorkerProblem problem) =>
        (problem.Code, problem.Severity, problem.Where);

    private static bool IsOfCode(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-';

    private static bool IsLasting(double seconds) => seconds is >= 0 and <= MostSeconds;

    [return: NotNullIfNotNull(nameof(text))]
    private static string? Cut(string? text) =>
        text is { Length: > LongestText }
            ? $"{text[..(char.IsHighSurrogate(text[LongestText - 2]) ? LongestText - 2 : LongestText - 1)]}…"
            : text;
}

/// <summary>The one member that every version has.</summary>
internal sealed record ReportVersion(int Version);
