using System.CommandLine;
using Retrain;

var blobs = new Option<string?>("--blobs") { Description = "The connection string of the storage account." };
var container = new Option<string>("--container")
{
    Description = "The container of the data files.",
    DefaultValueFactory = _ => "modeldata",
};
var folder = new Option<string?>("--folder")
{
    Description = "A local folder of the same layout to read in place of a storage account.",
};
var from = new Option<DateOnly>("--from")
{
    Description = "The first day of scoring (UTC, yyyy-MM-dd). Default: a week ago.",
    DefaultValueFactory = _ => RetrainOptions.Today.AddDays(-7),
};
var to = new Option<DateOnly>("--to")
{
    Description = "The last day of scoring (UTC, yyyy-MM-dd). Default: today.",
    DefaultValueFactory = _ => RetrainOptions.Today,
};
var workspace = new Option<string>("--workspace")
{
    Description = "<subscription>/<resource group>/<workspace> of the service.",
    DefaultValueFactory = _ => "default/default/default",
};
var service = new Option<string>("--service")
{
    Description = "The name of the web service.",
    DefaultValueFactory = _ => "penguins",
};
var format = new Option<string>("--format")
{
    Description = "Which files to read, if the worker writes both.",
    DefaultValueFactory = _ => "csv",
};
format.AcceptOnlyFromAmong("csv", "parquet");

var command = new RootCommand(
    "Retrains the penguin model of samples/ScoringService on what was collected, and compares it with the deployed one."
)
{
    blobs,
    container,
    folder,
    from,
    to,
    workspace,
    service,
    format,
};
command.Validators.Add(result =>
{
    if (result.GetValue(blobs) is null == result.GetValue(folder) is null)
    {
        result.AddError("Say where the files are: either --blobs <connection string> or --folder <folder>.");
    }
});
command.SetAction(
    (parsed, cancellationToken) =>
        RetrainRun.RunAsync(
            new RetrainOptions
            {
                BlobsConnectionString = parsed.GetValue(blobs),
                Container = parsed.GetValue(container)!,
                Folder = parsed.GetValue(folder),
                From = parsed.GetValue(from),
                To = parsed.GetValue(to),
                Workspace = parsed.GetValue(workspace)!,
                Service = parsed.GetValue(service)!,
                Format = parsed.GetValue(format)!,
            },
            cancellationToken
        )
);
return await command.Parse(args).InvokeAsync();
