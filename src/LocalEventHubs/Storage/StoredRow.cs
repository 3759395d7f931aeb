namespace ModelData.LocalEventHubs.Storage;

/// <summary>A block as its row in a segment names it, without its events.</summary>
internal readonly ref struct StoredRow
{
    public required long Id { get; init; }

    public required long FirstOffset { get; init; }

    public required long FirstTime { get; init; }

    public required ReadOnlySpan<byte> Directory { get; init; }

    /// <summary>Where its events lie in the file beside; <see langword="null"/> when they are in the row.</summary>
    public required long? Place { get; init; }

    public required long PayloadCheck { get; init; }

    /// <summary>Reads the columns <see cref="SegmentSchema.RowColumns"/> and checks them, where they have a checksum.</summary>
    /// <exception cref="DamagedLogException">They are not what was written.</exception>
    public static StoredRow Read(SqliteStatement statement, string path)
    {
        var row = new StoredRow
        {
            Id = statement.GetLong(0),
            FirstOffset = statement.GetLong(1),
            FirstTime = statement.GetLong(2),
            Directory = statement.GetBytes(3),
            Place = statement.IsNull(4) ? null : statement.GetLong(4),
            PayloadCheck = statement.GetLong(6),
        };
        return statement.IsNull(5) || statement.GetLong(5) == BlockCheck.OfRow(row)
            ? row
            : throw new DamagedLogException(
                Path.GetDirectoryName(path)!,
                $"A block of '{path}' is damaged: its checksum does not fit."
            );
    }
}
