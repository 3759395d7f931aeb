using System.Net;
using System.Net.Sockets;

namespace ModelData.Containers.Pipeline;

/// <summary>Finds a port to publish: one that Docker chooses is another one each time a container starts.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
