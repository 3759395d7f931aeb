using System.CommandLine;
using Quickstart;

var serve = new Option<bool>("--serve")
{
    Description = "Keep everything running at the end and print the addresses, until Ctrl+C.",
};
var blobs = new Option<string?>("--blobs")
{
    Description = "The connection string of a storage account to use in place of the Blob emulator.",
};
var requests = new Option<int>("--requests")
{
    Description = "How many penguins to score.",
    DefaultValueFactory = _ => QuickstartOptions.DefaultRequests,
};
var command = new RootCommand(
    "A model's predictions over HTTP become data.csv files, exactly once, in spite of a kill."
)
{
    serve,
    blobs,
    requests,
};
command.SetAction(
    (parsed, cancellationToken) =>
        QuickstartRun.RunAsync(
            new QuickstartOptions
            {
                IsServing = parsed.GetValue(serve),
                BlobsConnectionString = parsed.GetValue(blobs),
                Requests = parsed.GetValue(requests),
            },
            cancellationToken
        )
);
return await command.Parse(args).InvokeAsync();
