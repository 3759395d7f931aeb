using System.Net.Sockets;

namespace ModelData.Testing;

internal static class SocketReading
{
    /// <summary>Reads a number of bytes, or fewer when the peer ends.</summary>
    public static async Task<byte[]> ReadAsync(this Socket socket, int count)
    {
        var buffer = new byte[count];
        var filled = 0;
        while (filled < count)
        {
            var read = await socket
                .ReceiveAsync(buffer.AsMemory(filled), SocketFlags.None, TestContext.Current.CancellationToken)
                .AsTask()
                .WaitAsync(TimeSpan.FromSeconds(10));
            if (read == 0)
            {
                break;
            }
            filled += read;
        }
        return buffer[..filled];
    }
}
