using Holdfast.Cli.Decoding;
using Holdfast.Codec.Schemas;
using Holdfast.Protocol.Ah;
using Holdfast.Protocol.Bfd;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Gre;
using Holdfast.Protocol.Hsrp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Protocol.Nhrp;

namespace Holdfast.Cli.Text;

/// <summary>A wire type that stands in a layer, whole.</summary>
/// <param name="Schema">The type.</param>
/// <param name="Start">Octets of the layer before it.</param>
/// <param name="Length">Octets that it may cover.</param>
/// <param name="Tag">What the octets before it say that it is.</param>
internal readonly record struct Piece(WireSchema Schema, int Start, int Length, ulong Tag = 0)
{
    /// <summary>The wire types of a layer, in order; none of data.</summary>
    public static List<Piece> Of(in Layer layer, ReadOnlySpan<byte> octets)
    {
        List<Piece> pieces = [];
        switch (layer.Kind)
        {
            case LayerKind.Ike:
                Ike(pieces, layer, octets);
                break;
            case LayerKind.Hsrp:
                Hsrp(pieces, layer, octets);
                break;
            case LayerKind.Ipv4:
                _ = Ipv4Header.TryParse(octets, out var v4, out _);
                pieces.Add(new(Ipv4Header.Schema, 0, octets.Length));
                if (!v4.Options.IsEmpty)
                {
                    pieces.Add(new(Ipv4OptionList.Schema, 20, v4.Options.Length));
                }

                break;
            case LayerKind.Ipv6:
                _ = Ipv6Header.TryParse(octets, out var v6, out _);
                pieces.Add(new(Ipv6Header.Schema, 0, octets.Length));
                Extensions(pieces, octets, v6.Octets.Length, v6.NextHeader.Value, layer.Elements);
                break;
            case LayerKind.Ah:
                _ = AhHeader.TryParse(octets, out var ah, out _);
                pieces.Add(new(AhHeader.Schema, 0, octets.Length));
                Extensions(pieces, octets, ah.Octets.Length, ah.NextHeader.Value, layer.Elements);
                break;
            default:
                if (Whole(layer) is { } schema)
                {
                    pieces.Add(new(schema, 0, octets.Length));
                }

                break;
        }

        return pieces;
    }

    /// <summary>The wire types of the clear text of a layer that was encrypted.</summary>
    public static List<Piece> Inside(in Layer layer, ReadOnlySpan<byte> clear)
    {
        List<Piece> pieces = [];
        var opening = layer.Opening!;
        if (layer.Kind == LayerKind.Esp)
        {
            pieces.Add(new(EspPlaintext.Schema, 0, clear.Length));
        }
        else
        {
            Payloads(pieces, clear, 0, opening.Next, opening.Elements, opening.IsVersion1);
        }

        return pieces;
    }

    /// <summary>A type with the document that defines it.</summary>
    public static string Title(WireSchema schema) => schema switch
    {
        { Rfc: > 0, Section: "" } => $"{schema.Name}, RFC {schema.Rfc}",
        { Rfc: > 0 } => $"{schema.Name}, RFC {schema.Rfc} §{schema.Section}",
        { Section: "" } => schema.Name,
        _ => $"{schema.Name}, {schema.Section}",
    };

    private static WireSchema? Whole(in Layer layer) => layer.Kind switch
    {
        LayerKind.Ethernet => EthernetHeader.Schema,
        LayerKind.Vlan => VlanTag.Schema,
        LayerKind.Sll => LinuxCookedHeader.Schema,
        LayerKind.Sll2 => LinuxCookedV2Header.Schema,
        LayerKind.Null => BsdLoopbackHeader.Schema,
        LayerKind.Udp => UdpHeader.Schema,
        LayerKind.Tcp => TcpHeader.Schema,
        LayerKind.Esp => EspPacket.Schema,
        LayerKind.Ipcomp => IpcompHeader.Schema,
        LayerKind.Bfd => BfdControl.Schema,
        LayerKind.Gre => GreMessage.Schema,
        LayerKind.Nhrp => NhrpMessage.Schema,
        LayerKind.UdpEncap => layer.Carries switch
        {
            EncapsulatedKind.Ike => MarkedIke.Schema,
            EncapsulatedKind.Keepalive => NatKeepalive.Schema,
            _ => null,
        },
        LayerKind.TcpEncap => layer.Carries == EncapsulatedKind.Prefix
            ? TcpEncapsulationPrefix.Schema
            : TcpEncapsulationFrame.Schema,
        _ => null,
    };

    private static void Extensions(
        List<Piece> pieces, ReadOnlySpan<byte> octets, int at, uint type, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _ = Ipv6Extension.TryParse(octets[at..], type, out var extension, out _);
            pieces.Add(new(Ipv6Extension.Schema, at, extension.Octets.Length, type));
            at += extension.Octets.Length;
            type = Ipv6Chain.Next(extension);
        }
    }

    // A whole message is one piece; of a broken one the header and each good payload.
    private static void Ike(List<Piece> pieces, in Layer layer, ReadOnlySpan<byte> octets)
    {
        var version = octets[17] >> 4;
        if (!layer.IsPartial && version is 1 or 2)
        {
            var schema = version == 1 ? IsakmpHeader.Schema : IkeHeader.Schema;
            pieces.Add(new(schema, 0, octets.Length));
            return;
        }

        var at = IkeParts.HeaderOctets;
        var type = octets[16];
        pieces.Add(new(IkeFixedHeader.Schema, 0, at));
        Payloads(pieces, octets, at, type, layer.Elements, version == 1);
    }

    private static void Payloads(
        List<Piece> pieces, ReadOnlySpan<byte> octets, int at, byte type, int count,
        bool isVersion1)
    {
        for (var i = 0; i < count; i++)
        {
            int length;
            byte next;
            if (isVersion1)
            {
                _ = IsakmpPayload.TryParse(octets[at..], new(type), out var payload, out _);
                (length, next) = (payload.PayloadLength, payload.NextPayload.Value);
            }
            else
            {
                _ = IkePayload.TryParse(octets[at..], new(type), out var payload, out _);
                (length, next) = (payload.PayloadLength, payload.NextPayload.Value);
            }

            var link = isVersion1 ? IsakmpPayload.Schema : IkePayload.Schema;
            pieces.Add(new(link, at, length, type));
            at += length;
            type = next;
        }
    }

    private static void Hsrp(List<Piece> pieces, in Layer layer, ReadOnlySpan<byte> octets)
    {
        if (!layer.IsPartial)
        {
            pieces.Add(new(HsrpMessage.Schema, 0, octets.Length));
            return;
        }

        var at = 0;
        if (octets[0] == 0)
        {
            at = HsrpParts.FixedOctets;
            pieces.Add(new(HsrpV1.Schema, 0, at));
        }

        for (var i = 0; i < layer.Elements; i++)
        {
            _ = HsrpTlv.TryParse(octets[at..], out var tlv, out _);
            pieces.Add(new(HsrpTlv.Schema, at, tlv.Octets.Length));
            at += tlv.Octets.Length;
        }
    }
}
