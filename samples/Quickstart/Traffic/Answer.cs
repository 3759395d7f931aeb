using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Quickstart.Traffic;

/// <summary>What the scoring service answered over HTTP: what must be found in the files, once.</summary>
/// <param name="Id">The request's correlation id, unique in this run: the row's id.</param>
/// <param name="Species">The predicted species.</param>
/// <param name="Probability">Its probability.</param>
internal sealed record Answer(string Id, string Species, float Probability)
{
    /// <summary>The first 60 bits of the MD5 of <c>id|species|probability</c>; DuckDB computes the same from the files.</summary>
    public ulong Checksum
    {
        get
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{Id}|{Species}|{Probability}");
#pragma warning disable CA5351 // Counts rows, protects nothing; and DuckDB has it.
            var hash = MD5.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5351
            return System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(hash) >> 4;
        }
    }
}
