namespace ModelData;

/// <summary>How the text of a field suits the type of its column.</summary>
internal enum ValueForm
{
    /// <summary>No value of the type, in any spelling.</summary>
    None = 0,

    /// <summary>A value, spelled so that every reader and every file format takes the same from it.</summary>
    Plain,

    /// <summary>A value in a spelling that is accepted, and written in the plain one.</summary>
    Lenient,
}
