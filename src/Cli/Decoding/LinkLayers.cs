using Holdfast.Protocol.Capture;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Cli.Decoding;

/// <summary>Link layers, and what an EtherType says follows.</summary>
internal static class LinkLayers
{
    // IEEE 802.3 §3.2.6: a smaller number is a length.
    private const int SmallestType = 1536;

    /// <summary>The layer that a capture's packets begin with; null: not known.</summary>
    public static LayerKind? First(LinkType type) => type.Value switch
    {
        1 => LayerKind.Ethernet,
        113 => LayerKind.Sll,
        276 => LayerKind.Sll2,
        0 or 108 => LayerKind.Null,
        12 or 14 or 101 or 228 or 229 => LayerKind.Raw,
        _ => null,
    };

    /// <summary>Whether the field holds the length of an IEEE 802.3 frame and no type.</summary>
    public static bool IsLength(EtherType type) => type.Value < SmallestType;

    /// <summary>What a type says follows.</summary>
    public static Following Next(EtherType type, Part part) => type.Value switch
    {
        0x0800 => new(LayerKind.Ipv4, part),
        0x86DD => new(LayerKind.Ipv6, part),
        0x8100 or 0x88A8 or 0x9100 => new(LayerKind.Vlan, part),
        _ => Following.Data(part),
    };

    /// <summary>Ethernet II or IEEE 802.3.</summary>
    public static Following Ethernet(PacketDecoder decoder, Part part)
    {
        if (!EthernetHeader.TryParse(part.Octets, out var header, out var error))
        {
            return decoder.Fail(LayerKind.Ethernet, part, error);
        }

        decoder.Add(part.Layer(LayerKind.Ethernet, header.Octets.Length));
        return TypeOrLength(decoder, header.EtherType, part.Skip(header.Octets.Length));
    }

    /// <summary>An 802.1Q or 802.1ad tag.</summary>
    public static Following Vlan(PacketDecoder decoder, Part part)
    {
        if (!VlanTag.TryParse(part.Octets, out var tag, out var error))
        {
            return decoder.Fail(LayerKind.Vlan, part, error);
        }

        decoder.Add(part.Layer(LayerKind.Vlan, tag.Octets.Length));
        return TypeOrLength(decoder, tag.EtherType, part.Skip(tag.Octets.Length));
    }

    /// <summary>Linux cooked capture, version 1.</summary>
    public static Following Cooked(PacketDecoder decoder, Part part)
    {
        if (!LinuxCookedHeader.TryParse(part.Octets, out var header, out var error))
        {
            return decoder.Fail(LayerKind.Sll, part, error);
        }

        decoder.Add(part.Layer(LayerKind.Sll, header.Octets.Length));
        return Next(header.Protocol, part.Skip(header.Octets.Length));
    }

    /// <summary>Linux cooked capture, version 2.</summary>
    public static Following CookedV2(PacketDecoder decoder, Part part)
    {
        if (!LinuxCookedV2Header.TryParse(part.Octets, out var header, out var error))
        {
            return decoder.Fail(LayerKind.Sll2, part, error);
        }

        decoder.Add(part.Layer(LayerKind.Sll2, header.Octets.Length));
        return Next(header.Protocol, part.Skip(header.Octets.Length));
    }

    /// <summary>BSD loopback: the family says which IP follows.</summary>
    public static Following Loopback(PacketDecoder decoder, Part part)
    {
        if (!BsdLoopbackHeader.TryParse(part.Octets, out var header, out var error))
        {
            return decoder.Fail(LayerKind.Null, part, error);
        }

        decoder.Add(part.Layer(LayerKind.Null, header.Octets.Length));
        var rest = part.Skip(header.Octets.Length);
        return header.Family.Value switch
        {
            2 => new(LayerKind.Ipv4, rest),
            10 or 24 or 28 or 30 => new(LayerKind.Ipv6, rest),
            _ => Following.Data(rest),
        };
    }

    /// <summary>No link header: the version nibble says which IP it is.</summary>
    public static Following Raw(PacketDecoder decoder, Part part)
    {
        decoder.Add(part.Layer(LayerKind.Raw, 0));
        return part.Octets switch
        {
            [>= 0x40 and < 0x50, ..] => new(LayerKind.Ipv4, part),
            [>= 0x60 and < 0x70, ..] => new(LayerKind.Ipv6, part),
            _ => Following.Data(part),
        };
    }

    private static Following TypeOrLength(PacketDecoder decoder, EtherType type, Part rest)
    {
        if (!IsLength(type))
        {
            return Next(type, rest);
        }

        var octets = Math.Min(type.Value, rest.Length);
        decoder.EndNetwork(rest.Length - octets);
        return Following.Data(rest.Take(octets));
    }
}
