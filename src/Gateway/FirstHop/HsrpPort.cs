using System.Net;
using System.Net.Sockets;
using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol.Hsrp;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;

namespace Holdfast.Gateway.FirstHop;

/// <summary>
/// The sockets of a group on its card. An active router says Hello from the virtual MAC address,
/// RFC 2281 §5.2.2, which is how switches learn where it is.
/// </summary>
internal sealed class HsrpPort : IDisposable
{
    private const int SocketLevel = 1;
    private const int BindToDevice = 25;
    private readonly HsrpGroup.Config _group;
    private readonly Socket _heard;
    private readonly Socket _card;
    private readonly Socket _virtual;
    private readonly EndPoint _to;
    private readonly HsrpKeyChain _keys;
    private readonly byte[] _buffer = new byte[2048];

    public HsrpPort(
        HsrpGroup.Config group, string card, SharedAddress shared, HsrpKeyChain keys)
    {
        (_group, _keys) = (group, keys);
        var (address, port, hops) = HsrpGroup.DestinationOf(group);
        var all = Of(address);
        _to = new IPEndPoint(all, port);
        var index = LibC.InterfaceOf(card)
            ?? throw new GatewayException($"there is no interface {card}");

        // Bound to no address, so that it hears what is sent to the group.
        _heard = Open(card, index, hops);
        _heard.Bind(new IPEndPoint(IPAddress.Any, port));
        _heard.SetSocketOption(
            SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(all, index));
        _card = Open(card, index, hops);
        _card.Bind(new IPEndPoint(Of(group.Address), port));
        _virtual = Open(shared.Name, shared.Link, hops);
        _virtual.Bind(new IPEndPoint(Of(group.Address), port));
    }

    /// <summary>The file, to wait for messages.</summary>
    public int File => (int)_heard.Handle;

    /// <summary>Sends a message of the group.</summary>
    /// <returns>Why it could not be sent; null: it was.</returns>
    public string? Send(HsrpGroup.Output said, bool isFromVirtualMac)
    {
        var octets = HsrpGroup.ToOctets(_group, said, _keys)!;
        try
        {
            (isFromVirtualMac ? _virtual : _card).SendTo(octets, _to);
            return null;
        }
        catch (SocketException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>Takes the next datagram that has come; false: there is none.</summary>
    /// <param name="message">What it says; null: nothing to this group.</param>
    public bool Receive(out HsrpGroup.Input? message)
    {
        message = null;
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        int length;
        try
        {
            length = _heard.ReceiveFrom(_buffer, ref from);
        }
        catch (SocketException)
        {
            // Nothing is there, or the card is down; its carrier says so.
            return false;
        }

        var source = HostAddress.From(((IPEndPoint)from).Address.GetAddressBytes());
        if (source != _group.Address)
        {
            message = HsrpGroup.Classify(_group, _buffer.AsSpan(0, length), source, _keys);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _heard.Dispose();
        _card.Dispose();
        _virtual.Dispose();
    }

    private static Socket Open(string link, int index, int hops)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        {
            Blocking = false,
        };
        socket.SetSocketOption(
            SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
        socket.SetRawSocketOption(
            SocketLevel, BindToDevice, [.. Encoding.UTF8.GetBytes(link), 0]);
        socket.SetSocketOption(
            SocketOptionLevel.IP, SocketOptionName.MulticastInterface,
            IPAddress.HostToNetworkOrder(index));
        socket.SetSocketOption(
            SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, hops);
        socket.SetSocketOption(
            SocketOptionLevel.IP, SocketOptionName.MulticastLoopback, optionValue: false);
        return socket;
    }

    private static IPAddress Of(HostAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        octets = octets[..address.Length];
        address.Write(octets);
        return new(octets);
    }
}
