using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;

namespace ModelData.EventHubs.Amqp.Connecting;

/// <summary>
/// A WebSocket whose binary messages carry the bytes of AMQP, wherever they are cut. Connects directly or through a proxy, in clear
/// text where the endpoint has no TLS.
/// </summary>
internal static class WebSocketOpening
{
    private const string Path = "/$servicebus/websocket/";
    private const string Subprotocol = "AMQPWSB10";

    public static async Task<(Socket Socket, Stream Stream)> OpenAsync(
        AmqpEndpoint endpoint,
        CancellationToken cancellationToken
    )
    {
        Socket? socket = null;
        using var handler = new SocketsHttpHandler
        {
            SslOptions = TlsTrust.CreateOptions(endpoint),
            UseCookies = false,
            AllowAutoRedirect = false,
            // The transport works on the socket itself. With a proxy it is the one to the proxy.
            ConnectCallback = async (context, token) =>
            {
                socket = await ConnectAsync(context.DnsEndPoint, token).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        if (endpoint.Proxy is { } proxy)
        {
            handler.Proxy = proxy;
        }

        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        var webSocket = new ClientWebSocket();
        try
        {
            webSocket.Options.AddSubProtocol(Subprotocol);
            webSocket.Options.CollectHttpResponseDetails = true;
            // AMQP has its own empty frames.
            webSocket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
            // Names the namespace also where a gateway is connected to; the certificate is checked against this header's name.
            webSocket.Options.SetRequestHeader("Host", endpoint.Host);
            var address = new UriBuilder(
                endpoint.UsesTls ? Uri.UriSchemeWss : Uri.UriSchemeWs,
                endpoint.ConnectHost,
                endpoint.Port,
                Path
            );
            await webSocket.ConnectAsync(address.Uri, invoker, cancellationToken).ConfigureAwait(false);
            // Zero: disposing must not wait for a peer. What has to be said at the end, AMQP has said.
            return (socket!, WebSocketStream.Create(webSocket, WebSocketMessageType.Binary, TimeSpan.Zero));
        }
        catch (WebSocketException e)
        {
            HttpStatusCode status = webSocket.HttpStatusCode;
            webSocket.Dispose();
            socket?.Dispose();
            throw Explain(e, status);
        }
        catch
        {
            webSocket.Dispose();
            socket?.Dispose();
            throw;
        }
    }

    private static async Task<Socket> ConnectAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(target.Host, target.Port, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // The same exceptions as over TCP where the cause is the same.
    private static Exception Explain(WebSocketException failure, HttpStatusCode status)
    {
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case AuthenticationException or SocketException:
                    return e;
                case HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } refused:
                    // Without its cause, whose text holds the proxy's address and what may stand in it.
                    return Refused("The proxy", refused.StatusCode, null);
            }
        }

        return status is 0 or HttpStatusCode.SwitchingProtocols ? failure : Refused("The peer", status, failure);
    }

    private static EventHubsException Refused(string who, HttpStatusCode? status, Exception? cause) =>
        new(
            FailureReason.ServiceCommunicationProblem,
            isTransient: status
                is null
                    or HttpStatusCode.RequestTimeout
                    or HttpStatusCode.TooManyRequests
                    or >= HttpStatusCode.InternalServerError,
            $"{who} does not let the WebSocket through (status {(int?)status}).",
            cause
        );
}
