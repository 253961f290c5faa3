using System.Net;
using System.Net.Sockets;
using Holdfast.StateMachines;

namespace Holdfast.Gateway.Ike;

/// <summary>ESP that stands on IP (RFC 4303 §3.1), of the virtual address, which need not be here.
/// </summary>
internal sealed class EspPort : IDisposable
{
    private const int IpLevel = 0;
    private const int FreeBind = 15;
    private const int Ipv4Family = 2;
    private const int RawNonBlocking = 3 | 0x800 | 0x80000;
    private const int EspProtocol = 50;
    private readonly Socket _socket;

    public EspPort(HostAddress address)
    {
        Span<byte> octets = stackalloc byte[4];
        address.Write(octets);

        // The platform has no name for the protocol.
        var file = LibC.OpenSocket(Ipv4Family, RawNonBlocking, EspProtocol);
        _socket = new(new SafeSocketHandle(file, ownsHandle: true));
        SocketRoom.Set(_socket);
        _socket.SetRawSocketOption(IpLevel, FreeBind, BitConverter.GetBytes(1));
        _socket.Bind(new IPEndPoint(new IPAddress(octets), 0));
        File = (int)_socket.Handle;
    }

    /// <summary>The file, to wait for packets.</summary>
    public int File { get; }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
