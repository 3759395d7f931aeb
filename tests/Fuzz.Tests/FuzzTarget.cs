using ModelData.Fuzz.Mutation;

namespace ModelData.Fuzz;

/// <summary>A reader of foreign bytes, samples of what it reads, and what must hold whatever it is given.</summary>
internal abstract class FuzzTarget
{
    private const long AllowedBytes = 1024 * 1024;
    private const long AllowedBytesPerByte = 256;

    /// <summary>What is read; names the test.</summary>
    public string Name => GetType().Name.Replace("Target", "", StringComparison.Ordinal);

    /// <summary>How a sample falls into parts.</summary>
    public abstract Chunking Chunking { get; }

    /// <summary>Pieces that mean something to the reader.</summary>
    public virtual IReadOnlyList<byte[]> Tokens => [];

    /// <summary>Makes a valid sample; the same for the same numbers.</summary>
    public abstract byte[] Create(Random random);

    /// <summary>Feeds the reader, and throws when it breaks a promise.</summary>
    /// <param name="input">A sample, untouched or mutated.</param>
    /// <param name="isUntouched">Whether it must be understood.</param>
    public abstract void Check(byte[] input, bool isUntouched);

    /// <summary>The most bytes that one check may allocate.</summary>
    public virtual long MostAllocatedBytes(int inputBytes) => AllowedBytes + (AllowedBytesPerByte * inputBytes);

    public override string ToString() => Name;
}
