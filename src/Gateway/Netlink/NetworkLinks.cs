using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Holdfast.Protocol.Encapsulation;
using Holdfast.StateMachines;

namespace Holdfast.Gateway.Netlink;

/// <summary>What the kernel does for us with links and addresses, man 7 rtnetlink.</summary>
internal static class NetworkLinks
{
    private const ushort NewLink = 16;
    private const ushort DeleteLink = 17;
    private const ushort NewAddress = 20;
    private const ushort DeleteAddress = 21;
    private const ushort Create = 0x400;
    private const ushort Exclusive = 0x200;
    private const ushort Replace = 0x100;
    private const uint IsUpFlag = 1;
    private const uint HasCarrierFlag = 0x10000;
    private const uint BridgeMode = 4;
    private const int NoSuchDevice = 19;
    private const int NoSuchAddress = 99;

    /// <summary>A link of its own MAC address upon another one, which is down yet.</summary>
    public static void AddMacvlan(RouteSocket socket, int parent, string name, MacAddress mac)
    {
        var address = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(address, mac.Value);
        socket.Demand(
            $"can't make the link {name}", NewLink, Create | Exclusive, LinkBody(0, 0, 0),
            request => request
                .With(3, name)
                .With(5, (uint)parent)
                .With(1, address.AsSpan(2))
                .Begin(18)
                .With(1, "macvlan")
                .Begin(2).With(1, BridgeMode).End()
                .End());
    }

    /// <summary>A link is gone; that it was not there is no error.</summary>
    public static void Delete(RouteSocket socket, int link) => socket.Demand(
        $"can't delete link {link}", DeleteLink, 0, LinkBody(link, 0, 0), null, NoSuchDevice);

    /// <summary>A link goes up or down.</summary>
    public static void Set(RouteSocket socket, int link, bool isUp) => socket.Demand(
        $"can't set link {link} {(isUp ? "up" : "down")}", NewLink, 0,
        LinkBody(link, isUp ? IsUpFlag : 0, IsUpFlag), null, isUp ? [] : [NoSuchDevice]);

    /// <summary>Octets of a packet of a link at most.</summary>
    public static void SetMtu(RouteSocket socket, int link, int mtu) => socket.Demand(
        $"can't set the MTU of link {link} to {mtu}", NewLink, 0, LinkBody(link, 0, 0),
        request => request.With(4, (uint)mtu));

    /// <summary>How many packets of a link may wait for whoever takes them.</summary>
    public static void SetQueue(RouteSocket socket, int link, int packets) => socket.Demand(
        $"can't let {packets} packets of link {link} wait", NewLink, 0, LinkBody(link, 0, 0),
        request => request.With(13, (uint)packets));

    /// <summary>A link has an address, which no network goes with.</summary>
    public static void AddAddress(RouteSocket socket, int link, HostAddress address) =>
        socket.Demand(
            $"can't add {address} to link {link}", NewAddress, Create | Replace,
            AddressBody(link, address), request => AddressOf(request, address));

    /// <summary>A link has an address no longer.</summary>
    public static void RemoveAddress(RouteSocket socket, int link, HostAddress address) =>
        socket.Demand(
            $"can't take {address} from link {link}", DeleteAddress, 0,
            AddressBody(link, address), request => AddressOf(request, address),
            NoSuchAddress, NoSuchDevice);

    /// <summary>What news say of a link: its index, whether it works, and whether it is gone; null:
    /// nothing.</summary>
    public static (int Link, bool Works, bool IsGone)? Read(ushort kind, ReadOnlySpan<byte> body)
    {
        if (kind is not (NewLink or DeleteLink) || body.Length < 16)
        {
            return null;
        }

        var flags = MemoryMarshal.Read<uint>(body[8..]);
        return (
            MemoryMarshal.Read<int>(body[4..]),
            kind == NewLink && (flags & IsUpFlag) != 0 && (flags & HasCarrierFlag) != 0,
            kind == DeleteLink);
    }

    /// <summary>Whether a link works, as its files say; false: it is not there.</summary>
    public static bool Works(string name)
    {
        try
        {
            return File.ReadAllText($"/sys/class/net/{name}/carrier").Trim() == "1";
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static byte[] LinkBody(int link, uint flags, uint change)
    {
        var body = new byte[16];
        MemoryMarshal.Write(body.AsSpan(4), link);
        MemoryMarshal.Write(body.AsSpan(8), flags);
        MemoryMarshal.Write(body.AsSpan(12), change);
        return body;
    }

    private static byte[] AddressBody(int link, HostAddress address)
    {
        var body = new byte[8];
        body[0] = (byte)(address.IsIpv6 ? 10 : 2);
        body[1] = (byte)(address.Length * 8);
        MemoryMarshal.Write(body.AsSpan(4), link);
        return body;
    }

    private static void AddressOf(NetlinkRequest request, HostAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        octets = octets[..address.Length];
        address.Write(octets);
        request.With(2, octets).With(1, octets);
    }
}
