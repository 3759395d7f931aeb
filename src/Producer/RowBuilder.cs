using ModelData.Producer.Buffering;

namespace ModelData.Producer;

/// <summary>
/// Builds one row of values of different types without boxing or allocating: <c>StartRow()</c>, one <c>Add</c> per feature in order, <see cref="Collect"/>.
/// Lives on one thread's stack. Copies build the same row, and one of them collects it: a second one is refused, as is a row that has not as many values as
/// there are features. A builder that is not collected leaves no trace; a default one does nothing.
/// </summary>
public ref struct RowBuilder
{
    private readonly RowIntake? _intake;
    private RowStamp _stamp;
    private CollectionContext _context;
    private readonly int _generation;
    private RowScratch? _scratch;

    internal RowBuilder(RowIntake intake, RowStamp stamp)
    {
        _stamp = stamp;
        _context = stamp.Context;
        _intake = intake;
        _scratch = RowScratch.Rent();
        _generation = _scratch.Generation;
    }

    /// <summary>The builder where nothing is collected.</summary>
    internal RowBuilder(CollectionContext context) => _context = context;

    /// <summary>The row as long as it is this builder's: what its copies add is part of it, and once one of them has collected it, it is nobody's.</summary>
    private readonly RowScratch? Open => _scratch?.Generation == _generation ? _scratch : null;

    /// <summary>Adds a number.</summary>
    /// <param name="value">The value.</param>
    public void Add(double value) => Open?.Add(value);

    /// <inheritdoc cref="Add(double)"/>
    public void Add(float value) => Open?.Add(value);

    /// <inheritdoc cref="Add(double)"/>
    public void Add(int value) => Open?.Add(value);

    /// <inheritdoc cref="Add(double)"/>
    public void Add(long value) => Open?.Add(value);

    /// <inheritdoc cref="Add(decimal)"/>
    public void Add(ulong value) => Open?.Add(value);

    /// <summary>Adds a number with all its digits; its column is read as one of doubles.</summary>
    /// <param name="value">The value.</param>
    public void Add(decimal value) => Open?.Add(value);

    /// <summary>Adds a boolean.</summary>
    /// <param name="value">The value.</param>
    public void Add(bool value) => Open?.Add(value);

    /// <summary>Adds a time, written as UTC with microseconds. Without a kind it counts as UTC.</summary>
    /// <param name="value">The value.</param>
    public void Add(DateTime value) => Open?.Add(value);

    /// <summary>Adds a time, written as UTC with microseconds.</summary>
    /// <param name="value">The value.</param>
    public void Add(DateTimeOffset value) => Open?.Add(value);

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

    /// <summary>Adds a text. The row of one that does not fit the memory is refused.</summary>
    /// <param name="value">The value.</param>
    public void Add(ReadOnlySpan<char> value)
    {
        try
        {
            Open?.Add(value);
        }
#pragma warning disable CA1031 // Not worth a failed prediction.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _scratch!.Return();
            _scratch = null;
            _intake!.RefuseUnread(exception);
        }
    }

    /// <summary>Adds a letter: a text of one.</summary>
    /// <param name="value">The value.</param>
    public void Add(char value) => Open?.Add(value);

    /// <summary>Adds a value of another type that is collected: what is null, a day, a time of a day, a duration, a GUID.</summary>
    /// <param name="value">The value.</param>
    public void Add(FeatureValue? value) => Open?.Add(value.GetValueOrDefault());

    /// <summary>Adds a value of an enumeration: its name as text, or its number as text where no name stands for it alone.</summary>
    /// <typeparam name="TEnum">The enumeration.</typeparam>
    /// <param name="value">The value.</param>
    public void AddEnum<TEnum>(TEnum value)
        where TEnum : struct, Enum => Open?.AddEnum(value);

    /// <summary>Adds a missing value.</summary>
    public void AddNull() => Open?.AddNull();

    /// <summary>Collects the row, and never throws. The builder is empty and of no use after that.</summary>
    /// <returns>The row's context.</returns>
    public CollectionContext Collect()
    {
        RowScratch? row = Open;
        bool isCopy = _scratch is not null && row is null;
        _scratch = null;
        if (isCopy)
        {
            _intake!.RefuseCopy();
        }
        else if (row is not null)
        {
            _intake!.TakeBuilt(row, ref _stamp);
            _context = _stamp.Context;
        }
        return _context;
    }
}
