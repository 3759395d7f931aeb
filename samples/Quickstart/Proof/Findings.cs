using System.Numerics;

namespace Quickstart.Proof;

/// <summary>What a set of rows comes to, whatever their order.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="DistinctIds">The number of distinct row ids.</param>
/// <param name="Checksum">The sum of the rows' checksums.</param>
internal sealed record Findings(long Rows, long DistinctIds, BigInteger Checksum);
