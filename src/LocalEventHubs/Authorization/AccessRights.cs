namespace ModelData.LocalEventHubs;

/// <summary>What a rule allows its bearer.</summary>
[Flags]
public enum AccessRights
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Send events.</summary>
    Send = 1,

    /// <summary>Receive events.</summary>
    Listen = 2,

    /// <summary>Manage the hub; as in the service it includes the other two.</summary>
    Manage = 4 | Send | Listen,
}
