using Holdfast.Cli.Decoding;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Cli.Text;

/// <summary>Link layers in a line: told only where nothing better follows.</summary>
internal static class LinkLine
{
    /// <summary>Ethernet, its tags, and Linux cooked capture.</summary>
    public static void Write(
        Pen pen, in Layer layer, ReadOnlySpan<byte> octets, LayerKind? next)
    {
        if (layer.Kind == LayerKind.Vlan)
        {
            _ = VlanTag.TryParse(octets, out var tag, out _);
            pen.Write($"  vlan {tag.Id}");
        }

        if (next is LayerKind.Ipv4 or LayerKind.Ipv6 or LayerKind.Vlan)
        {
            return;
        }

        switch (layer.Kind)
        {
            case LayerKind.Ethernet when EthernetHeader.TryParse(octets, out var header, out _):
                pen.Write($"  {header.Source.ToString()} > {header.Destination.ToString()}");
                Type(pen, header.EtherType);
                break;
            case LayerKind.Vlan when VlanTag.TryParse(octets, out var tag, out _):
                Type(pen, tag.EtherType);
                break;
            case LayerKind.Sll when LinuxCookedHeader.TryParse(octets, out var cooked, out _):
                Type(pen, cooked.Protocol);
                break;
            case LayerKind.Sll2 when LinuxCookedV2Header.TryParse(octets, out var cooked, out _):
                Type(pen, cooked.Protocol);
                break;
        }
    }

    /// <summary>An encapsulation that holds nothing but a keepalive.</summary>
    public static void WriteKeepalive(Pen pen, in Layer layer)
    {
        if (layer is { Kind: LayerKind.UdpEncap, Carries: EncapsulatedKind.Keepalive })
        {
            pen.Text("  NAT keepalive");
        }
    }

    private static void Type(Pen pen, EtherType type)
    {
        if (LinkLayers.IsLength(type))
        {
            pen.Text("  802.3");
        }
        else
        {
            pen.Write($"  {type.Name ?? "type"} 0x{type.Value:x4}");
        }
    }
}
