namespace ModelData;

/// <summary>Why a settings document was not read.</summary>
/// <param name="IsNewerVersion">Whether it is a document of a newer version, which may be right: a newer release reads it. Else it is malformed.</param>
/// <param name="Text">What is wrong and what is accepted, for a person and fit for a log.</param>
public sealed record SettingsProblem(bool IsNewerVersion, string Text);
