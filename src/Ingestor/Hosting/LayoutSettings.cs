namespace ModelData.Ingestor.Hosting;

/// <summary>How folders are named. Section <c>Layout</c>.</summary>
internal sealed class LayoutSettings
{
    public const string Section = "Layout";

    /// <summary>Whether month and day have two digits.</summary>
    public bool Padded { get; set; } = true;
}
