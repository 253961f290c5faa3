using System.ComponentModel;
using System.Net.Sockets;
using Holdfast.Codec;
using Holdfast.Gateway.Netlink;
using Holdfast.Protocol;
using Holdfast.Protocol.Encapsulation;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;

namespace Holdfast.Gateway.FirstHop;

/// <summary>
/// The virtual address of a group on the card of its side. With a virtual MAC address it is on a
/// link of its own upon the card, RFC 2281 §6.1, which is up exactly while it is claimed; with the
/// MAC address of the card it is on the card.
/// </summary>
internal sealed class SharedAddress : IDisposable
{
    private const int PacketFamily = 17;
    private const int RawPackets = 3 | 0x80000;
    private const ushort Ipv4 = 0x0800;
    private const ushort Arp = 0x0806;
    private static readonly MacAddress Everybody = new(0xFFFF_FFFF_FFFF);

    private readonly RouteSocket _routes;
    private readonly HostAddress? _address;
    private readonly MacAddress _mac;
    private readonly bool _hasOwnLink;
    private readonly byte[] _announcement;
    private readonly Socket? _packets;

    public SharedAddress(RouteSocket routes, HsrpGroup.Config group, string card, string name)
    {
        _routes = routes;
        _address = group.VirtualAddress;
        _hasOwnLink = !group.UseBurnedInAddress;
        var parent = LibC.InterfaceOf(card)
            ?? throw new GatewayException($"there is no interface {card}");
        _mac = _hasOwnLink ? group.VirtualMac : CardAddress(card);

        // Of two links with addresses of one network only the one that has the address answers.
        KernelSetting.Set(card, "arp_ignore", 1);
        KernelSetting.Set(card, "arp_announce", 2);
        Link = parent;
        Name = card;
        if (_hasOwnLink)
        {
            Name = name;
            Clear(routes, name);
            NetworkLinks.AddMacvlan(routes, parent, name, _mac);
            Link = LibC.InterfaceOf(name)!.Value;
            KernelSetting.Set(name, "arp_ignore", 1);
            KernelSetting.Set(name, "rp_filter", 2);
            KernelSetting.Set(name, "disable_ipv6", 1, isOptional: true);
        }

        else if (_address is { } left)
        {
            // An earlier run may have been killed with it.
            NetworkLinks.RemoveAddress(routes, parent, left);
        }

        _announcement = Announcement();
        if (_address is { IsIpv6: false })
        {
            var file = LibC.OpenSocket(PacketFamily, RawPackets, 0);
            _packets = new(new SafeSocketHandle(file, ownsHandle: true));
        }
    }

    /// <summary>The link that has the address, by its index.</summary>
    public int Link { get; }

    /// <summary>The link that has the address, by its name.</summary>
    public string Name { get; }

    /// <summary>Whether the link is ours to take down.</summary>
    public bool HasOwnLink => _hasOwnLink;

    /// <summary>The address and its link, as "192.0.2.1@eth0".</summary>
    public string Place => $"{_address}@{Name}";

    /// <summary>A link that an earlier run left behind is gone.</summary>
    public static void Clear(RouteSocket routes, string name)
    {
        if (LibC.InterfaceOf(name) is { } old)
        {
            NetworkLinks.Delete(routes, old);
        }
    }

    /// <summary>From now on what is sent to the address comes here.</summary>
    public void Claim()
    {
        if (_address is { } address)
        {
            NetworkLinks.AddAddress(_routes, Link, address);
        }

        if (_hasOwnLink)
        {
            NetworkLinks.Set(_routes, Link, isUp: true);
        }
    }

    /// <summary>From now on it does no longer.</summary>
    public void Release()
    {
        if (_hasOwnLink)
        {
            NetworkLinks.Set(_routes, Link, isUp: false);
        }

        if (_address is { } address)
        {
            NetworkLinks.RemoveAddress(_routes, Link, address);
        }
    }

    /// <summary>What comes to it late is kept from now on; null: it has the MAC address of the
    /// card, and nobody can tell what is meant for it.</summary>
    public LateFrames? KeepLate(
        string card, bool ofIpsec, Func<Spi, SequenceNumber, bool>? isPast) => _hasOwnLink
        ? new(LibC.InterfaceOf(card) ?? 0, _mac, CardAddress(card), ofIpsec, isPast)
        : null;

    /// <summary>Tells hosts and switches where the address is, RFC 5227 §3.</summary>
    public void Announce()
    {
        try
        {
            if (_packets is not null)
            {
                LibC.SendPacket((int)_packets.Handle, Link, _announcement);
            }
        }
        catch (Win32Exception)
        {
            // A link that has just gone down announces nothing.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        if (_hasOwnLink)
        {
            NetworkLinks.Delete(_routes, Link);
        }

        _packets?.Dispose();
    }

    private static MacAddress CardAddress(string card) => new(Convert.ToUInt64(
        File.ReadAllText($"/sys/class/net/{card}/address").Trim()
            .Replace(":", "", StringComparison.Ordinal), 16));

    private byte[] Announcement()
    {
        var shared = new Ipv4Address((uint)(_address?.Value ?? 0));
        var header = new EthernetHeaderValue
        {
            Destination = Everybody,
            Source = _mac,
            EtherType = new(Arp),
        };
        var body = new ArpAnnouncementValue
        {
            Hardware = 1,
            Protocol = Ipv4,
            HardwareLength = 6,
            ProtocolLength = 4,
            Operation = 1,
            SenderHardware = _mac,
            SenderProtocol = shared,
            TargetProtocol = shared,
        };
        return [.. header.ToArray(), .. body.ToArray()];
    }
}
