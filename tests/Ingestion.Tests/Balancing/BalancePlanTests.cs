using CsCheck;
using ModelData.Ingestion.Reading.Balancing;

namespace ModelData.Ingestion.Tests.Balancing;

[Trait("Level", "Unit")]
[Trait("Topic", "Fleet")]
public sealed class BalancePlanTests
{
    private static readonly Gen<(int Partitions, int Members, int Seed)> Fleets = Gen.Select(
        Gen.Int[1, 40],
        Gen.Int[1, 12],
        Gen.Int
    );

    [Fact]
    public void FindClaims_NobodyElse_TakesAll() =>
        Assert.Equal(["0", "1", "2"], BalancePlan.FindClaims(["0", "1", "2"], new Dictionary<string, string>(), "a"));

    [Fact]
    public void FindClaims_MoreMembersThanPartitions_TakesNone() =>
        Assert.Empty(BalancePlan.FindClaims(["0"], new Dictionary<string, string> { ["0"] = "b" }, "a"));

    [Fact]
    public void FindClaims_OwnersThatDifferByCase_AreOne() =>
        Assert.Empty(
            BalancePlan.FindClaims(["0", "1"], new Dictionary<string, string> { ["0"] = "A", ["1"] = "b" }, "a")
        );

    /// <summary>Members with the same view never want the same partition, and once all have what they want the fleet is balanced.</summary>
    [Fact]
    public void FindClaims_AnyFleet_BalancesItWithTheFewestMoves() =>
        Fleets.Sample(fleet =>
        {
            var random = new Random(fleet.Seed);
            string[] partitions = [.. Enumerable.Range(0, fleet.Partitions).Select(i => $"{i}")];
            string[] members = [.. Enumerable.Range(0, fleet.Members).Select(i => $"member{i}")];
            var owners = partitions
                .Where(_ => random.Next(4) > 0)
                .ToDictionary(partition => partition, _ => members[random.Next(members.Length)]);
            // Who owns nothing is seen by nobody but itself.
            string[] visible = [.. members.Where(owners.ContainsValue)];
            if (visible.Length == 0)
            {
                return;
            }

            var claims = visible
                .SelectMany(member => BalancePlan.FindClaims(partitions, owners, member).Select(p => (p, member)))
                .ToList();

            Assert.Distinct(claims.Select(claim => claim.p));
            int[] before = Counts(owners, visible);
            foreach (var (partition, member) in claims)
            {
                owners[partition] = member;
            }

            int[] after = Counts(owners, visible);
            Assert.Equal(partitions.Length, after.Sum());
            Assert.InRange(after.Max() - after.Min(), 0, 1);
            Assert.Equal(FewestMoves(before, partitions.Length), claims.Count);
            Assert.All(visible, member => Assert.Empty(BalancePlan.FindClaims(partitions, owners, member)));
        });

    private static int[] Counts(Dictionary<string, string> owners, string[] members) =>
        [.. members.Select(member => owners.Values.Count(owner => owner == member))];

    // Those that have most get the remainder.
    private static int FewestMoves(int[] counts, int partitions) =>
        counts
            .OrderDescending()
            .Select((count, i) => (partitions / counts.Length) + (i < partitions % counts.Length ? 1 : 0) - count)
            .Where(need => need > 0)
            .Sum();
}
