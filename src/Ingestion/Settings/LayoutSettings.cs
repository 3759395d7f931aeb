namespace ModelData.Ingestion.Settings;

/// <summary>How folders are named. Section <c>Layout</c>.</summary>
public sealed class LayoutSettings
{
    public const string Section = "Layout";

    /// <summary>Whether month and day have two digits.</summary>
    public bool Padded { get; set; } = true;
}
