using System.Net;
using System.Net.Sockets;
using Holdfast.StateMachines;

namespace Holdfast.Gateway.Streams;

/// <summary>Sockets of TCP that do not wait. They may be bound before their address is here; what
/// they send may not leave then.</summary>
internal static class StreamSocket
{
    private const int IpLevel = 0;
    private const int FreeBind = 15;
    private const int TcpLevel = 6;

    // Man 7 tcp: seconds, and milliseconds.
    private const int UserTimeout = 18;
    private const int AskAfter = 2;
    private const int GiveUpAfter = 8_000;

    /// <summary>One that is bound.</summary>
    /// <param name="address">The address; it need not be here.</param>
    /// <param name="port">The port; 0: any.</param>
    /// <exception cref="SocketException">It can't be bound.</exception>
    public static Socket Open(HostAddress address, ushort port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            Blocking = false,
        };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.SetRawSocketOption(IpLevel, FreeBind, BitConverter.GetBytes(1));
            socket.Bind(new IPEndPoint(AddressOf(address), port));
            socket.SetRawSocketOption(IpLevel, FreeBind, BitConverter.GetBytes(0));
            Notice(socket);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>It notices soon that the other side has no such connection any more, who has
    /// nothing to send too: another member's kernel answers with a reset.</summary>
    public static void Notice(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(
            SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, AskAfter);
        socket.SetSocketOption(
            SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, AskAfter);
        socket.SetRawSocketOption(TcpLevel, UserTimeout, BitConverter.GetBytes(GiveUpAfter));
    }

    /// <summary>One that is being connected.</summary>
    /// <exception cref="SocketException">It can't be.</exception>
    public static Socket Connect(HostAddress here, HostAddress there, ushort port)
    {
        var socket = Open(here, port: 0);
        try
        {
            socket.Connect(new IPEndPoint(AddressOf(there), port));
        }
        catch (SocketException failure)
            when (failure.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return socket;
    }

    private static IPAddress AddressOf(HostAddress address)
    {
        Span<byte> octets = stackalloc byte[4];
        address.Write(octets);
        return new(octets);
    }
}
