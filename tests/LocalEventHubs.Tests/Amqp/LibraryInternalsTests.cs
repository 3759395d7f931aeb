using Amqp;
using Amqp.Listener;
using ModelData.LocalEventHubs.Clients;

namespace ModelData.LocalEventHubs.Amqp;

/// <summary>Fails when another version of the library renames what the broker reaches into.</summary>
[Trait("Level", "Integration")]
public sealed class LibraryInternalsTests
{
    [Fact]
    public async Task Accessors_OfTheLibrary_AreThere()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        await using AmqpClient client = await fixture.ConnectAsync();

        Assert.True(LibraryInternals.GetOutgoingWindow(client.Session) > 0);
        Assert.True(LibraryInternals.IsEverythingWritten(client.Session));
        LibraryInternals.ReleaseFrame(new ByteBuffer(16, autoGrow: true));
        var link = (ListenerLink)
            System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof(ListenerLink));
        LibraryInternals.Credit(link) = 7;
        Assert.Equal(7u, LibraryInternals.Credit(link));
    }
}
