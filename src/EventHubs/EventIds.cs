namespace ModelData.EventHubs;

/// <summary>Ids of the log events of this project: 1000 to 1099. A retired id is never used again.</summary>
internal static class EventIds
{
    public const int ConnectionOpened = 1000;
    public const int ConnectionClosed = 1001;
    public const int CloseUnanswered = 1002;
    public const int ClaimRenewed = 1010;
    public const int ClaimNotRenewed = 1011;
    public const int SenderAttached = 1020;
    public const int SendAttemptFailed = 1021;
    public const int ReceiverAttached = 1030;
    public const int ReceiverLost = 1031;
    public const int ReceiverClosed = 1032;
}
