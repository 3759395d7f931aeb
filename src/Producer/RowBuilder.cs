using ModelData.Producer.Buffering;

namespace ModelData.Producer;

/// <summary>
/// Builds one row of values of different types without boxing or allocating: <c>StartRow()</c>, one <c>Add</c> per feature in order, <see cref="Collect"/>.
/// Lives on one thread's stack. A builder that is not collected leaves no trace; a default one does nothing.
/// </summary>
public ref struct RowBuilder
{
    private readonly RowIntake? _intake;
    private readonly RowStamp _stamp;
    private readonly CollectionContext _context;
    private RowScratch? _scratch;
    private int _width;

    internal RowBuilder(RowIntake intake, RowStamp stamp)
    {
        _stamp = stamp;
        _context = stamp.Context;
        _intake = intake;
        _scratch = RowScratch.Rent();
    }

    /// <summary>The builder where nothing is collected.</summary>
    internal RowBuilder(CollectionContext context) => _context = context;

    /// <summary>Adds a number.</summary>
    /// <param name="value">The value.</param>
    public void Add(double value)
    {
        _width++;
        _scratch?.Add(value);
    }

    /// <inheritdoc cref="Add(double)"/>
    public void Add(float value)
    {
        _width++;
        _scratch?.Add(value);
    }

    /// <inheritdoc cref="Add(double)"/>
    public void Add(int value)
    {
        _width++;
        _scratch?.Add(value);
    }

    /// <inheritdoc cref="Add(double)"/>
    public void Add(long value)
    {
        _width++;
        _scratch?.Add(value);
    }

    /// <inheritdoc cref="Add(decimal)"/>
    public void Add(ulong value)
    {
        _width++;
        _scratch?.Add(value);
    }

    /// <summary>Adds a number with all its digits; its column is read as one of doubles.</summary>
    /// <param name="value">The value.</param>
    public void Add(decimal value)
    {
        _width++;
        _scratch?.Add(value);
    }

    /// <summary>Adds a boolean.</summary>
    /// <param name="value">The value.</param>
    public void Add(bool value)
    {
        _width++;
        _scratch?.Add(value);
    }

    /// <summary>Adds a time, written as UTC with microseconds. Without a kind it counts as UTC.</summary>
    /// <param name="value">The value.</param>
    public void Add(DateTime value)
    {
        _width++;
        _scratch?.Add(value);
    }

    /// <summary>Adds a time, written as UTC with microseconds.</summary>
    /// <param name="value">The value.</param>
    public void Add(DateTimeOffset value)
    {
        _width++;
        _scratch?.Add(value);
    }

    /// <summary>Adds a text; null is an empty field, the empty text is not.</summary>
    /// <param name="value">The value.</param>
    public void Add(string? value)
    {
        if (value is null)
        {
            AddNull();
        }
        else
        {
            Add(value.AsSpan());
        }
    }

    /// <summary>Adds a text.</summary>
    /// <param name="value">The value.</param>
    public void Add(ReadOnlySpan<char> value)
    {
        _width++;
        _scratch?.Add(value);
    }

    /// <summary>Adds a letter: a text of one.</summary>
    /// <param name="value">The value.</param>
    public void Add(char value)
    {
        _width++;
        _scratch?.Add(value);
    }

    /// <summary>Adds a value of another type that is collected: what is null, a day, a GUID.</summary>
    /// <param name="value">The value.</param>
    public void Add(FeatureValue? value)
    {
        _width++;
        _scratch?.Add(value.GetValueOrDefault());
    }

    /// <summary>Adds a missing value.</summary>
    public void AddNull()
    {
        _width++;
        _scratch?.AddNull();
    }

    /// <summary>Collects the row. The builder is empty and of no use after that.</summary>
    /// <returns>The row's context.</returns>
    public CollectionContext Collect()
    {
        RowScratch? scratch = _scratch;
        _scratch = null;
        if (scratch is not null)
        {
            _intake!.TakeRow(scratch, _width, _stamp);
            scratch.Return();
        }
        return _context;
    }
}
