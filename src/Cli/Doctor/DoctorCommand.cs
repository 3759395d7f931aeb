using System.CommandLine;
using System.Text.Json;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using ModelData.Cli.Commands;
using ModelData.Cli.Output;
using ModelData.Cli.Status;
using ModelData.Ingestion.Observing.Checking;
using ModelData.Ingestion.Observing.Status;
using ModelData.Ingestion.Reading.DeadLetters;

namespace ModelData.Cli.Doctor;

/// <summary><c>modeldata doctor</c>: whether a pipeline has what it needs.</summary>
internal static class DoctorCommand
{
    private const int NameWidth = 16;

    public static Command Create(CommandContext context)
    {
        var places = new PipelineOptions(context);
        var isSending = new Option<bool>("--send")
        {
            Description =
                "Also send one row, and wait until it is in its file, where it stays: under the web service modeldata-doctor. Needs the right to send.",
        };
        var isJson = new Option<bool>("--json") { Description = "Print a JSON array, one check a line." };
        var command = new Command(
            "doctor",
            "Check what a pipeline needs, as the identity that runs this: hub, consumer group, clock, containers and rights, versioning "
                + "and soft delete, retention, workers; each with the mend. "
                + "Exit code 0: all is as it should be, or could not be told; 3: somebody should look; 4: something fails."
        );
        places.AddTo(command);
        command.Add(isSending);
        command.Add(isJson);
        command.SetAction(
            context,
            async (arguments, cancellationToken) =>
            {
                PipelinePlaces pipeline = places.Read(arguments);
                await using var checkup = new PipelineCheckup(pipeline, context.Time);
                var checks = new List<Check>();
                bool asJson = arguments.GetValue(isJson);
                await foreach (Check check in checkup.RunAsync(cancellationToken))
                {
                    checks.Add(check);
                    await TellAsync(context, check, asJson);
                }
                if (arguments.GetValue(isSending))
                {
                    using (
                        new Progress(
                            context,
                            $"test row: sent, and waited for until a worker has put it into its file, {PipelineCheckup.RowDeadline.TotalSeconds:0} s at most"
                        )
                    )
                    {
                        checks.Add(await SendAsync(checkup, pipeline, cancellationToken));
                    }
                    await TellAsync(context, checks[^1], asJson);
                }
                if (asJson)
                {
                    JsonLines.Write(context.Out, checks, WriteCheck);
                }
                return checks.Exists(it => it.Outcome == CheckOutcome.Failed) ? ExitCodes.Broken
                    : checks.Exists(it => it.Outcome == CheckOutcome.Look) ? ExitCodes.Behind
                    : ExitCodes.Done;
            }
        );
        return command;
    }

    private static async Task<Check> SendAsync(
        PipelineCheckup checkup,
        PipelinePlaces pipeline,
        CancellationToken cancellationToken
    )
    {
        EventHubConnection connection = pipeline.Hub.Connect(pipeline.Credential);
        await using var sender = new LetterSender(connection);
        try
        {
            return await checkup.CheckRowAsync(
                batch => sender.SendAsync(Event(batch), new SendEventOptions { PartitionKey = batch.PartitionKey }),
                PipelineCheckup.RowDeadline,
                cancellationToken
            );
        }
        finally
        {
            await connection.CloseAsync(CancellationToken.None);
        }
    }

    private static EventData Event(EncodedBatch batch)
    {
        var data = new EventData(batch.Body.ToArray()) { ContentType = batch.ContentType };
        foreach ((string key, object value) in batch.Properties)
        {
            data.Properties[key] = value;
        }
        return data;
    }

    // Each at once: some take seconds.
    private static async Task TellAsync(CommandContext context, Check check, bool isJson)
    {
        if (isJson)
        {
            return;
        }
        await context.Out.WriteAsync(
            $"{Word(check.Outcome), -8} {check.Name, -NameWidth} {Printable.Line(check.Text)}\n"
        );
        if (check.Mend is { } mend)
        {
            await context.Out.WriteAsync($"{"", -8} {"", -NameWidth} {Printable.Line(mend)}.\n");
        }
        await context.Out.FlushAsync();
    }

    private static void WriteCheck(Utf8JsonWriter json, Check check)
    {
        json.WriteString("check", check.Name);
        json.WriteString("outcome", Word(check.Outcome));
        json.WriteString("text", check.Text);
        json.WriteString("mend", check.Mend);
    }

    private static string Word(CheckOutcome outcome) =>
        outcome switch
        {
            CheckOutcome.Passed => "ok",
            CheckOutcome.Look => "look",
            CheckOutcome.Failed => "fails",
            _ => "unknown",
        };
}
