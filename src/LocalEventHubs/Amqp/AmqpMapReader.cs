namespace ModelData.LocalEventHubs.Amqp;

/// <summary>Steps through the pairs of a map section without building objects.</summary>
internal ref struct AmqpMapReader
{
    private readonly ReadOnlySpan<byte> _message;
    private int _cursor;
    private uint _left;

    /// <summary>Starts at the first pair.</summary>
    /// <exception cref="FormatException">The section does not hold a map.</exception>
    public AmqpMapReader(ReadOnlySpan<byte> message, scoped in AmqpSection section)
    {
        _message = message[..section.End];
        _cursor = section.ValueStart;
        switch (AmqpSections.ReadByte(_message, ref _cursor))
        {
            case 0xC1:
                AmqpSections.ReadByte(_message, ref _cursor);
                _left = AmqpSections.ReadByte(_message, ref _cursor);
                break;
            case 0xD1:
                AmqpSections.ReadUInt(_message, ref _cursor);
                _left = AmqpSections.ReadUInt(_message, ref _cursor);
                break;
            default:
                throw AmqpSections.Malformed(section.ValueStart);
        }

        if (_left % 2 != 0)
        {
            throw AmqpSections.Malformed(section.ValueStart);
        }
    }

    /// <summary>The index behind the pair that was read last; before the first, that of the first pair.</summary>
    public readonly int Position => _cursor;

    /// <summary>Moves to the next pair.</summary>
    /// <param name="keyStart">Where the key starts (at its format code).</param>
    /// <param name="valueStart">Where the value starts.</param>
    /// <returns><see langword="false"/> behind the last pair.</returns>
    /// <exception cref="FormatException">A pair reaches beyond the section.</exception>
    public bool TryRead(out int keyStart, out int valueStart)
    {
        if (_left == 0)
        {
            keyStart = valueStart = 0;
            return false;
        }

        _left -= 2;
        keyStart = _cursor;
        valueStart = AmqpSections.SkipValue(_message, keyStart);
        _cursor = AmqpSections.SkipValue(_message, valueStart);
        return true;
    }
}
