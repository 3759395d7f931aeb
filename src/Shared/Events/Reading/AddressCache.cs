namespace ModelData;

/// <summary>
/// Gives equal names the same address object, so that an event costs neither a hash nor seven checks. Bounded: strangers choose names.
/// </summary>
internal sealed class AddressCache
{
    private const int MaxEntries = 1024;

    private readonly Dictionary<Names, CollectionAddress> _addresses = [];

    public int Count => _addresses.Count;

    /// <summary>Finds or makes an address.</summary>
    /// <param name="names">Seven names.</param>
    /// <param name="problem">What is wrong with them; null when there is an address.</param>
    public CollectionAddress? Find(ReadOnlySpan<string> names, out string? problem)
    {
        problem = null;
        Names key = new(names[0], names[1], names[2], names[3], names[4], names[5], names[6]);
        if (_addresses.TryGetValue(key, out CollectionAddress? address))
        {
            return address;
        }
        if (!CollectionAddress.TryCreate(names, out address, out problem))
        {
            return null;
        }
        if (_addresses.Count >= MaxEntries)
        {
            _addresses.Clear();
        }
        _addresses.Add(key, address);
        return address;
    }

    private readonly record struct Names(
        string Subscription,
        string ResourceGroup,
        string Workspace,
        string WebService,
        string Model,
        string Version,
        string Identifier
    );
}
