using System.Net;
using System.Net.Sockets;
using Holdfast.Gateway.Xfrm;
using Holdfast.StateMachines;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using Path = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Gateway.Ike;

/// <summary>
/// A UDP port of the virtual address, 500 or 4500 (RFC 7296 §2.23), which is there whether or not
/// this member has the address: what comes while it has not comes to another one.
/// </summary>
internal sealed class IkePort : IDisposable
{
    /// <summary>The port of IKE.</summary>
    public const int Plain = 500;

    /// <summary>The port of IKE and ESP in UDP, RFC 3948.</summary>
    public const int Encapsulated = 4500;

    /// <summary>Octets of the marker before IKE on port 4500, RFC 3948 §2.2.</summary>
    public const int MarkerLength = 4;

    private const int IpLevel = 0;
    private const int FreeBind = 15;
    private const int PathMtuDiscovery = 10;
    private const int OwnPolicy = 17;
    private const int Encapsulation = 100;
    private const int EspInUdp = 2;

    // Whoever comes from many addresses is made anew, and takes no more room.
    private const int KnownMax = 4_096;

    private readonly Socket _socket;
    private readonly HostAddress _address;
    private readonly Dictionary<(HostAddress Address, ushort Port), Flow> _known = [];
    private Flow _last;

    /// <param name="address">Whose port it is.</param>
    /// <param name="port">Which one; 0: any.</param>
    /// <param name="joins">Whether datagrams that follow each other come as one; null: on port
    /// 4500 they do.</param>
    public IkePort(HostAddress address, int port, bool? joins = null)
    {
        _address = address;
        Span<byte> octets = stackalloc byte[4];
        address.Write(octets);
        _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        {
            Blocking = false,
        };
        SocketRoom.Set(_socket);
        _socket.SetRawSocketOption(IpLevel, FreeBind, BitConverter.GetBytes(1));

        if (joins ?? port == Encapsulated)
        {
            JoinsDatagrams(_socket);
        }

        // What is too long for the path goes in fragments, as long as nobody measures the path.
        _socket.SetRawSocketOption(IpLevel, PathMtuDiscovery, BitConverter.GetBytes(0));
        try
        {
            _socket.Bind(new IPEndPoint(new IPAddress(octets), port));
        }
        catch (SocketException failure)
        {
            _socket.Dispose();
            throw new GatewayException(
                $"can't take UDP port {port} of {address}: {failure.Message}", failure);
        }

        File = (int)_socket.Handle;
        Port = (ushort)((IPEndPoint)_socket.LocalEndPoint!).Port;
    }

    /// <summary>The file, to wait for datagrams.</summary>
    public int File { get; }

    /// <summary>The port.</summary>
    public ushort Port { get; }

    /// <summary>The next datagram that has come; 0: none has. On port 4500 several may be joined:
    /// what comes there is taken by <see cref="Tunnels.Arrivals"/>.</summary>
    public int Receive(Span<byte> octets, out Flow flow)
    {
        var length = LibC.ReceiveFrom(File, octets, out var from, out var port);
        flow = length == 0 ? default : From((from, port));
        return length;
    }

    /// <summary>Over which something came; of who comes again nothing is allocated.</summary>
    public Flow From((HostAddress Address, ushort Port) sender)
    {
        if (_last.Path?.Remote == sender.Address && _last.RemotePort == sender.Port)
        {
            return _last;
        }

        if (!_known.TryGetValue(sender, out var flow))
        {
            if (_known.Count >= KnownMax)
            {
                _known.Clear();
            }

            flow = new(new Path(_address, sender.Address), Port, sender.Port);
            _known.Add(sender, flow);
        }

        _last = flow;
        return flow;
    }

    /// <summary>Sends a datagram as it is; 0 or the error of the system.</summary>
    public int Send(ReadOnlySpan<byte> octets, Flow flow) =>
        LibC.SendTo(File, octets, flow.Path.Remote, flow.RemotePort);

    /// <summary>What the kernel protects does not include this: IKE goes as it is, whatever its
    /// policies say (RFC 7296 §2.23).</summary>
    public void PassBy()
    {
        _socket.SetRawSocketOption(IpLevel, OwnPolicy, XfrmMessages.Bypass(XfrmDirection.In));
        _socket.SetRawSocketOption(IpLevel, OwnPolicy, XfrmMessages.Bypass(XfrmDirection.Out));
    }

    /// <summary>ESP that comes here is the kernel's, RFC 3948 §2; what has the marker is ours.
    /// </summary>
    public void GiveEspToKernel() => _socket.SetRawSocketOption(
        LibC.UdpLevel, Encapsulation, BitConverter.GetBytes(EspInUdp));

    /// <summary>A kernel that can't (before 5.0) gives each datagram by itself.</summary>
    private static void JoinsDatagrams(Socket socket)
    {
        try
        {
            socket.SetRawSocketOption(LibC.UdpLevel, LibC.UdpGro, BitConverter.GetBytes(1));
        }
        catch (SocketException)
        {
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
