using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Observing;

namespace ModelData.Ingestion.Tests.Observing;

/// <summary>A report is read as it was written, and whatever else lies in its place is refused with words.</summary>
[Trait("Level", "Unit")]
public sealed class WorkerReportTests
{
    [Fact]
    public void TryRead_AsItWasWritten_IsTheSame()
    {
        var written = Reports.Whole;

        var read = Read(written.ToJson());

        Assert.Equal(written.Partitions, read.Partitions);
        Assert.Equal(written.Problems, read.Problems);
        Assert.Equal(written, read with { Partitions = written.Partitions, Problems = written.Problems });
    }

    [Fact]
    public void ToJson_Members_AreThoseOfTheFormat() =>
        Assert.Equal(
            """
            {"version":1,"name":"w0","owner":"w0/1","release":"1.0","uptimeSeconds":60,
            "partitions":[{"id":"0","isAttached":true,"halted":null},{"id":"1","isAttached":false,"halted":"it is gone"}],
            "clockDifferenceSeconds":-0.5,"retentionSeconds":86400,"lagThresholdSeconds":330,"expirySeconds":30,
            "problems":[{"code":"state-gone","severity":"broken","where":"partition 1","cause":"it is gone","mend":"Restore it","seconds":7}]}
            """.ReplaceLineEndings(""),
            Encoding.UTF8.GetString(Reports.Whole.ToJson())
        );

    [Fact]
    public void TryRead_MembersOfALaterRelease_ArePassedOver()
    {
        var json = JsonNode.Parse(Reports.Whole.ToJson())!;
        json["mood"] = new JsonObject { ["is"] = "good" };
        json["partitions"]![0]!["colour"] = 7;

        Assert.Equal("w0", Read(json.ToJsonString()).Name);
    }

    [Fact]
    public void TryRead_MembersThatMayBeMissing_AreNotKnown()
    {
        var json = JsonNode.Parse(Reports.Whole.ToJson())!.AsObject();
        Assert.True(json.Remove("clockDifferenceSeconds") && json.Remove("retentionSeconds"));

        var read = Read(json.ToJsonString());

        Assert.Equal((null, null), (read.ClockDifferenceSeconds, read.RetentionSeconds));
    }

    [Theory]
    [InlineData("{\"version\":2}")]
    [InlineData("{\"version\":2,\"name\":{},\"partitions\":\"all\"}")]
    public void TryRead_NewerVersion_IsRefusedWithBoth(string json)
    {
        Assert.False(WorkerReport.TryRead(Encoding.UTF8.GetBytes(json), out _, out string? problem));
        Assert.Equal("it is of version 2, and this release knows versions up to 1", problem);
    }

    [Theory]
    [InlineData("version", "0")]
    [InlineData("version", "\"1\"")]
    [InlineData("version", "1e99")]
    [InlineData("name", "null")]
    [InlineData("name", "\"\"")]
    [InlineData("owner", "\"\"")]
    [InlineData("release", "null")]
    [InlineData("uptimeSeconds", "-1")]
    [InlineData("uptimeSeconds", "1e400")]
    [InlineData("uptimeSeconds", "1e12")]
    [InlineData("uptimeSeconds", "\"NaN\"")]
    [InlineData("lagThresholdSeconds", "null")]
    [InlineData("lagThresholdSeconds", "-1")]
    [InlineData("retentionSeconds", "-1")]
    [InlineData("clockDifferenceSeconds", "-1e11")]
    [InlineData("partitions", "null")]
    [InlineData("partitions", "[null]")]
    [InlineData("partitions", "[{\"id\":\"\",\"isAttached\":true,\"halted\":null}]")]
    [InlineData("partitions", "[{\"id\":null,\"isAttached\":true,\"halted\":null}]")]
    [InlineData("partitions", "[{\"id\":\"0\"}]")]
    [InlineData("problems", "null")]
    [InlineData("problems", "[null]")]
    [InlineData("problems", "{}")]
    [InlineData(
        "problems",
        "[{\"code\":\"c\",\"severity\":\"odd\",\"where\":\"\",\"cause\":\"\",\"mend\":\"\",\"seconds\":0}]"
    )]
    [InlineData(
        "problems",
        "[{\"code\":\"c\",\"severity\":9,\"where\":\"\",\"cause\":\"\",\"mend\":\"\",\"seconds\":0}]"
    )]
    [InlineData(
        "problems",
        "[{\"code\":\"\",\"severity\":\"broken\",\"where\":\"\",\"cause\":\"\",\"mend\":\"\",\"seconds\":0}]"
    )]
    [InlineData(
        "problems",
        "[{\"code\":\"c\",\"severity\":\"broken\",\"where\":\"\",\"cause\":\"\",\"mend\":\"\",\"seconds\":-1}]"
    )]
    public void TryRead_MemberThatMeansNothing_IsRefusedWithAReason(string name, string value)
    {
        var json = JsonNode.Parse(Reports.Whole.ToJson())!;
        json[name] = "here";
        string text = json.ToJsonString().Replace($"\"{name}\":\"here\"", $"\"{name}\":{value}");

        Refuse(Encoding.UTF8.GetBytes(text));
    }

    [Theory]
    [InlineData("version")]
    [InlineData("name")]
    [InlineData("owner")]
    [InlineData("release")]
    [InlineData("uptimeSeconds")]
    [InlineData("lagThresholdSeconds")]
    [InlineData("partitions")]
    [InlineData("problems")]
    public void TryRead_MemberThatIsMissing_IsRefusedWithAReason(string name)
    {
        var json = JsonNode.Parse(Reports.Whole.ToJson())!.AsObject();
        Assert.True(json.Remove(name));

        Refuse(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    [Fact]
    public void TryRead_AnyBytes_NeverThrows()
    {
        byte[] whole = Reports.Whole.ToJson();
        foreach (
            string text in (string[])["", "null", "[]", "7", "\"\"", "{", "{}", new string('[', 100_000), "\ufeff{}"]
        )
        {
            Refuse(Encoding.UTF8.GetBytes(text));
        }

        for (int length = 0; length < whole.Length; length++)
        {
            Refuse(whole[..length]);
        }

        for (int at = 0; at < whole.Length; at++)
        {
            foreach (byte other in (byte[])[0, (byte)'"', (byte)'{', (byte)'9', 0xC3, 0xFF])
            {
                byte[] damaged = [.. whole];
                damaged[at] = other;
                bool isRead = WorkerReport.TryRead(damaged, out var report, out string? problem);
                Assert.Equal((isRead, !isRead), (report is not null, problem is { Length: > 0 }));
            }
        }
    }

    [Fact]
    public void TryRead_TooLong_IsRefusedUnread()
    {
        byte[] padded = new byte[WorkerReport.MaxBytes + 1];
        padded.AsSpan().Fill((byte)' ');
        Reports.Whole.ToJson().CopyTo(padded, 0);

        Assert.Contains("no worker writes more than", Refuse(padded), StringComparison.Ordinal);
        Assert.Equal("w0", Read(padded[..WorkerReport.MaxBytes]).Name);
    }

    [Fact]
    public void ToJson_MoreThanFits_IsCut()
    {
        // What takes most space in JSON: a character that becomes \uXXXX.
        string longest = new('\u0001', 100_000);
        var report = Reports.Whole with
        {
            Partitions =
            [
                .. Enumerable.Range(0, 10_000).Select(it => new WorkerPartition($"{it}", IsAttached: false, longest)),
            ],
            Problems =
            [
                .. Enumerable.Repeat(
                    new WorkerProblem("code", ProblemSeverity.Behind, longest, longest, longest, null),
                    10_000
                ),
            ],
        };

        byte[] json = report.ToJson();

        Assert.InRange(json.Length, 1, WorkerReport.MaxBytes);
        var read = Read(json);
        Assert.Equal((2048, 128), (read.Partitions.Count, read.Problems.Count));
        Assert.All(read.Partitions, it => Assert.Equal(512, it.Halted!.Length));
        Assert.EndsWith("\u0001…", read.Problems[0].Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void ToJson_TextIsCutWithinACharacter_IsCutBeforeIt()
    {
        string text = new string('a', 510) + "😀" + new string('b', 100);
        var report = Reports.Whole with { Partitions = [new WorkerPartition("0", true, text)] };

        Assert.Equal(new string('a', 510) + "…", Read(report.ToJson()).Partitions[0].Halted);
    }

    private static WorkerReport Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    private static WorkerReport Read(byte[] json)
    {
        Assert.True(WorkerReport.TryRead(json, out var report, out string? problem), problem);
        return report;
    }

    private static string Refuse(byte[] bytes)
    {
        Assert.False(WorkerReport.TryRead(bytes, out var report, out string? problem));
        Assert.Null(report);
        Assert.NotEmpty(problem);
        return problem;
    }
}
