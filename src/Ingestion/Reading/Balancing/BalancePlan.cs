namespace ModelData.Ingestion.Reading.Balancing;

/// <summary>
/// Who should own what, computed from what everybody sees: members with the same view come to the same result, so that they do not take more
/// than their share from each other, and no partition moves that need not.
/// </summary>
internal static class BalancePlan
{
    /// <summary>The partitions that a member should claim now.</summary>
    /// <param name="partitions">All partitions of the hub.</param>
    /// <param name="owners">The owners of those that have one who is alive.</param>
    /// <param name="self">The member.</param>
    /// <returns>Partitions of nobody first.</returns>
    public static IReadOnlyList<string> FindClaims(
        IReadOnlyList<string> partitions,
        IReadOnlyDictionary<string, string> owners,
        string self
    )
    {
        var members = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase) { [self] = [] };
        var free = new List<string>();
        foreach (string partition in partitions)
        {
            if (!owners.TryGetValue(partition, out string? owner))
            {
                free.Add(partition);
                continue;
            }

            if (!members.TryGetValue(owner, out var owned))
            {
                members[owner] = owned = [];
            }

            owned.Add(partition);
        }

        return Assign(partitions.Count, members, free, self);
    }

    private static List<string> Assign(
        int partitions,
        Dictionary<string, List<string>> members,
        List<string> free,
        string self
    )
    {
        // Those that have most keep most: then the remainder of the division moves nothing.
        var byCount = members
            .OrderByDescending(member => member.Value.Count)
            .ThenBy(member => member.Key, StringComparer.OrdinalIgnoreCase)
            .ToList();
        int share = partitions / members.Count;
        int remainder = partitions % members.Count;
        var needs = new List<(string Member, int Count)>();
        for (int i = 0; i < byCount.Count; i++)
        {
            int quota = share + (i < remainder ? 1 : 0);
            var (member, owned) = byCount[i];
            if (owned.Count > quota)
            {
                free.AddRange(owned.Skip(quota));
            }
            else if (owned.Count < quota)
            {
                needs.Add((member, quota - owned.Count));
            }
        }

        needs.Sort((a, b) => StringComparer.OrdinalIgnoreCase.Compare(a.Member, b.Member));
        int position = 0;
        foreach (var (member, count) in needs)
        {
            if (member.Equals(self, StringComparison.OrdinalIgnoreCase))
            {
                return free.GetRange(position, count);
            }

            position += count;
        }

        return [];
    }
}
