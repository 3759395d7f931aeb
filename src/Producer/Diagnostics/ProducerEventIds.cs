namespace ModelData.Producer.Diagnostics;

/// <summary>The ids of this project's log entries: 4000 to 4099. A retired id is never used again.</summary>
internal static class ProducerEventIds
{
    public const int CollectionOff = 4000;
    public const int CollectionOn = 4001;
    public const int ConnectionBroken = 4002;
    public const int SettingBroken = 4003;
    public const int SettingIgnored = 4004;
    public const int SettingsKept = 4005;
    public const int CollectionSwitchedOff = 4006;
    public const int SettingsDocumentOutOfReach = 4007;
    public const int SettingsDocumentBroken = 4008;
    public const int SettingsDocumentWell = 4009;
    public const int RowsRefused = 4010;
    public const int RowsDropped = 4011;
    public const int OtherTypes = 4012;
    public const int DigitsLost = 4013;
    public const int ExactTypesLeftOut = 4014;
    public const int SettingsDocumentIgnored = 4015;
    public const int Diagnostics = 4017;
    public const int SampleKeyMissing = 4018;
    public const int RowsJoinNothing = 4019;
    public const int BatchResent = 4020;
    public const int BatchGivenUp = 4021;
    public const int ProducerIdChanged = 4022;
    public const int SendRecovered = 4023;
    public const int PartitionsRead = 4024;
    public const int BatchDivided = 4025;
    public const int CorrelationIdFailed = 4026;
    public const int HeartbeatNotSent = 4027;
    public const int PumpStarted = 4030;
    public const int PumpStopped = 4031;
    public const int PumpFailed = 4032;
    public const int Closed = 4033;
    public const int ClosedWithLoss = 4034;
    public const int NotSentAtTheEnd = 4035;
    public const int Connected = 4040;
    public const int HubRefuses = 4041;
    public const int HubWell = 4042;
    public const int ProblemCallbackThrew = 4043;
    public const int ProblemCallbackFull = 4044;
    public const int RedactionImpossible = 4050;
    public const int RedactedColumnsMissing = 4051;
}
