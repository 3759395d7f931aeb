namespace ModelData.LocalEventHubs.Broker;

[Trait("Level", "Unit")]
public sealed class ReceiverGroupTests
{
    private readonly ReceiverGroup _group = new();

    [Fact]
    public void Admit_SixWithoutLevel_RefusesTheSixth()
    {
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(AdmissionRefusal.None, _group.Admit(new Receiver("r" + i), out _).Refusal);
        }

        Admission sixth = _group.Admit(new Receiver("r5"), out _);

        Assert.Equal(AdmissionRefusal.TooMany, sixth.Refusal);
        Assert.Contains("5", sixth.Description, StringComparison.Ordinal);
        Assert.Contains("r0, r1, r2, r3, r4", sixth.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Admit_LevelAmongReceiversWithout_DisplacesAll()
    {
        var first = new Receiver("a");
        var second = new Receiver("b");
        _group.Admit(first, out _);
        _group.Admit(second, out _);

        Admission owner = _group.Admit(new Receiver("o", 0), out IReadOnlyList<IReceiver> displaced);

        Assert.Equal(AdmissionRefusal.None, owner.Refusal);
        Assert.Equal([first, second], displaced);
    }

    [Theory]
    [InlineData(5, 6, true)]
    [InlineData(5, 5, true)]
    [InlineData(5, 4, false)]
    [InlineData(0, 0, true)]
    [InlineData(5, null, false)]
    public void Admit_AgainstAnOwner_FollowsTheLevels(long held, int? wanted, bool isAdmitted)
    {
        var owner = new Receiver("owner", held);
        _group.Admit(owner, out _);

        Admission admission = _group.Admit(new Receiver("next", wanted), out IReadOnlyList<IReceiver> displaced);

        Assert.Equal(isAdmitted ? AdmissionRefusal.None : AdmissionRefusal.OwnedByOther, admission.Refusal);
        Assert.Equal(isAdmitted ? [owner] : [], displaced);
    }

    [Fact]
    public void Admit_AfterTheOwnerLeft_ForgetsItsLevel()
    {
        var owner = new Receiver("owner", 9);
        _group.Admit(owner, out _);
        _group.Remove(owner);

        Assert.Equal(AdmissionRefusal.None, _group.Admit(new Receiver("any"), out _).Refusal);
    }

    private sealed class Receiver(string name, long? ownerLevel = null) : IReceiver
    {
        public string Name => name;

        public long? OwnerLevel => ownerLevel;

        public void Displace(string description) { }
    }
}
