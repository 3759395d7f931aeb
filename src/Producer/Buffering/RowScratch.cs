using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ModelData.Producer.Encoding;
using Utf8 = System.Text.Encoding;

namespace ModelData.Producer.Buffering;

/// <summary>
/// Where a row of mixed values is put together before it is copied into the ring, since its size is not known before. A thread keeps two, one of rows as they
/// are given and one of redacted rows; a further row that is built on the same thread meanwhile gets a fresh one.
/// </summary>
internal sealed partial class RowScratch
{
    private const int MaxKeptBytes = 256 * 1024;

    [ThreadStatic]
    private static RowScratch? _kept;

    private byte[] _bytes = new byte[1024];
    private RowScratch? _second;

    // As far as values have stood that were taken away again.
    private int _reached;

    private RowScratch() { }

    public int Length { get; private set; }

    /// <summary>The number of values that were added one by one since it was rented.</summary>
    public int Width { get; private set; }

    /// <summary>Another one each time it is rented or returned: whoever remembers an older one has no part in it any more.</summary>
    public int Generation { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public static RowScratch Rent()
    {
        RowScratch scratch = _kept ?? new RowScratch();
        _kept = scratch._second;
        scratch._second = null;
        scratch.Length = 0;
        scratch.Width = 0;
        scratch._reached = 0;
        scratch.Generation++;
        return scratch;
    }

    /// <summary>Gives it back for other rows.</summary>
    /// <param name="isCleared">Whether the values in it are not to stay in memory.</param>
    public void Return(bool isCleared = false)
    {
        Generation++;
        if (isCleared)
        {
            _bytes.AsSpan(0, Math.Max(_reached, Length)).Clear();
        }
        if (_bytes.Length <= MaxKeptBytes && _kept?._second is null)
        {
            _second = _kept;
            _kept = this;
        }
    }

    public void Truncate(int length)
    {
        _reached = Math.Max(_reached, Length);
        Length = length;
    }

    /// <summary>Takes away what stands before a position.</summary>
    public void RemoveBefore(int start)
    {
        Bytes[start..].CopyTo(_bytes);
        Truncate(Length - start);
    }

    public void AddNull() => Reserve(ValueKind.Null, 0);

    public void Add(bool value) => AddFixed(ValueKind.Boolean, value);

    public void Add(int value) => AddFixed(ValueKind.Int32, value);

    public void Add(long value) => AddFixed(ValueKind.Int64, value);

    public void Add(ulong value) => AddFixed(ValueKind.UInt64, value);

    public void Add(float value) => AddFixed(ValueKind.Float, value);

    public void Add(double value) => AddFixed(ValueKind.Double, value);

    public void Add(decimal value) => AddFixed(ValueKind.Decimal, value);

    public void Add(DateTimeOffset value) => AddFixed(ValueKind.Timestamp, value.UtcTicks);

    public void Add(DateTime value) => AddFixed(ValueKind.Timestamp, UtcTicks(value));

    /// <summary>A time without a kind is taken for UTC, as all times here are.</summary>
    public static long UtcTicks(DateTime value) =>
        (value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value).Ticks;

    public void Add(in FeatureValue value)
    {
        switch (value.Kind)
        {
            case ValueKind.Double:
                Add(value.Double);
                break;
            case ValueKind.Int32:
                Add((int)value.Bits);
                break;
            case ValueKind.String:
                Add(value.Text.AsSpan());
                break;
            case ValueKind.Int64:
                Add(value.Int64);
                break;
            case ValueKind.UInt64:
                Add(value.Bits);
                break;
            case ValueKind.Float:
                Add(value.Single);
                break;
            case ValueKind.Boolean:
                Add(value.Bits != 0);
                break;
            case ValueKind.Timestamp:
                AddFixed(ValueKind.Timestamp, value.Int64);
                break;
            case ValueKind.Decimal:
                Add(value.Decimal);
                break;
            case ValueKind.Letter:
                Add((char)value.Bits);
                break;
            case ValueKind.Day:
                Add(value.Day);
                break;
            case ValueKind.Guid:
                Add(value.Guid);
                break;
            case ValueKind.TimeOfDay:
                Add(value.TimeOfDay);
                break;
            case ValueKind.Duration:
                Add(value.Duration);
                break;
            case ValueKind.Int128:
                Add(value.Int128);
                break;
            case ValueKind.UInt128:
                Add(value.UInt128);
                break;
            default:
                AddNull();
                break;
        }
    }

    /// <summary>Adds a value as it stands in another row.</summary>
    public void Add(MixedValue value)
    {
        if (value.Kind == ValueKind.String)
        {
            value.Bytes.CopyTo(AddText(value.Bytes.Length));
        }
        else
        {
            value.Bytes.CopyTo(Reserve(value.Kind, value.Bytes.Length));
        }
    }

    /// <summary>Adds a text of so many bytes of UTF-8, which are to be written.</summary>
    public Span<byte> AddText(int bytes)
    {
        Span<byte> target = Reserve(ValueKind.String, sizeof(int) + bytes);
        MemoryMarshal.Write(target, bytes);
        return target[sizeof(int)..];
    }

    public void Add(ReadOnlySpan<char> value)
    {
        Utf8.UTF8.GetBytes(value, AddText(Utf8.UTF8.GetByteCount(value)));
    }

    /// <summary>Adds values one behind the other without their kinds, where all are of one kind that has such a form.</summary>
    public bool TryAddUniform(ReadOnlySpan<FeatureValue?> values, out ValueKind kind)
    {
        kind = values[0].GetValueOrDefault().Kind;
        return kind switch
        {
            ValueKind.Double or ValueKind.Int64 => TryAddUniform<ulong>(values, kind),
            ValueKind.Float or ValueKind.Int32 => TryAddUniform<uint>(values, kind),
            ValueKind.Boolean => TryAddUniform<byte>(values, kind),
            _ => false,
        };
    }

    private bool TryAddUniform<TBits>(ReadOnlySpan<FeatureValue?> values, ValueKind kind)
        where TBits : unmanaged, INumberBase<TBits>
    {
        Span<TBits> target = MemoryMarshal.Cast<byte, TBits>(Reserve(values.Length * Unsafe.SizeOf<TBits>()));
        for (int i = 0; i < target.Length; i++)
        {
            ref readonly FeatureValue value = ref Nullable.GetValueRefOrDefaultRef(in values[i]);
            if (value.Kind != kind)
            {
                Truncate(0);
                return false;
            }
            target[i] = TBits.CreateTruncating(value.Bits);
        }
        return true;
    }

    /// <summary>Adds a value of any scalar type.</summary>
    /// <returns>Whether its type may be collected.</returns>
    public bool TryAdd<T>(T value)
    {
        // For a struct the JIT keeps one branch of this ladder; nothing is boxed.
        if (typeof(T) == typeof(FeatureValue?))
        {
            Add(in Nullable.GetValueRefOrDefaultRef(in Unsafe.As<T, FeatureValue?>(ref value)));
        }
        else if (typeof(T) == typeof(FeatureValue))
        {
            Add(in Unsafe.As<T, FeatureValue>(ref value));
        }
        else if (typeof(T) == typeof(bool?) && value is bool boolean)
        {
            Add(boolean);
        }
        else if (typeof(T) == typeof(int?) && value is int int32)
        {
            Add(int32);
        }
        else if (typeof(T) == typeof(long?) && value is long int64)
        {
            Add(int64);
        }
        else if (typeof(T) == typeof(float?) && value is float single)
        {
            Add(single);
        }
        else if (typeof(T) == typeof(double?) && value is double number)
        {
            Add(number);
        }
        else if (typeof(T) == typeof(decimal))
        {
            Add(Unsafe.As<T, decimal>(ref value));
        }
        else if (typeof(T) == typeof(DateTime))
        {
            Add(Unsafe.As<T, DateTime>(ref value));
        }
        else if (typeof(T) == typeof(DateTimeOffset))
        {
            Add(Unsafe.As<T, DateTimeOffset>(ref value));
        }
        else if (typeof(T).IsEnum)
        {
            AddEnum(value);
        }
        else
        {
            return TryAddObject(value);
        }
        return true;
    }

    private bool TryAddObject(object? value)
    {
        switch (value)
        {
            case null:
                AddNull();
                return true;
            case double number:
                Add(number);
                return true;
            case string text:
                Add(text.AsSpan());
                return true;
            case int number:
                Add(number);
                return true;
            case bool boolean:
                Add(boolean);
                return true;
            case float number:
                Add(number);
                return true;
            case long number:
                Add(number);
                return true;
            case decimal number:
                Add(number);
                return true;
            case DateTime time:
                Add(time);
                return true;
            case DateTimeOffset time:
                Add(time);
                return true;
            default:
                return TryAddRare(value) || (ForeignValue.TryRead(value, out object? plain) && TryAddObject(plain));
        }
    }

    private void AddFixed<T>(ValueKind kind, T value)
        where T : unmanaged => MemoryMarshal.Write(Reserve(kind, Unsafe.SizeOf<T>()), value);

    private Span<byte> Reserve(ValueKind kind, int bytes)
    {
        Width++;
        Span<byte> target = Reserve(1 + bytes);
        target[0] = (byte)kind;
        return target[1..];
    }

    private Span<byte> Reserve(int bytes)
    {
        int end = checked(Length + bytes);
        if (end > _bytes.Length)
        {
            byte[] former = _bytes;
            _bytes = new byte[Math.Max(end, (int)Math.Min(former.Length * 2L, Array.MaxLength))];
            former.AsSpan(0, Length).CopyTo(_bytes);
            former.AsSpan().Clear();
        }
        Span<byte> target = _bytes.AsSpan(Length, bytes);
        Length = end;
        return target;
    }
}
