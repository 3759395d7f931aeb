namespace ModelData.SettingTexts;

// Compiled into the engine alone: the worker's host and the tool write times as the engine's settings do.
public static partial class Duration;
