namespace ModelData.Producer;

/// <summary>What a collector is doing at present.</summary>
public enum CollectionState
{
    /// <summary>Nothing is collected, because somebody wants it so, or nobody has switched it on.</summary>
    Off = 0,

    /// <summary>The settings document was not read yet: rows are refused until it is, for 5 s at most.</summary>
    SettingsUnknown,

    /// <summary>Collection was switched on but cannot run: a setting is broken or missing. Nothing is collected.</summary>
    Misconfigured,

    /// <summary>Rows are collected, and the hub has neither taken nor refused anything yet.</summary>
    Connecting,

    /// <summary>Rows are collected, and what the hub answered last was good.</summary>
    Sending,

    /// <summary>Rows are collected, but the hub or the network says no, or nothing. They wait, and are lost when there is no room or time left.</summary>
    Refused,
}
