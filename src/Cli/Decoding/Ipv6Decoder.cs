using System.Buffers.Binary;
using Holdfast.Cli.Decryption;
using Holdfast.Codec;
using Holdfast.Protocol.Ah;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Reassembly;

namespace Holdfast.Cli.Decoding;

/// <summary>
/// IPv6 (RFC 8200): extension headers up to an AH belong to the layer, those behind to the AH.
/// </summary>
internal static class Ipv6Decoder
{
    private const int NextHeaderAt = 6;

    /// <summary>Reads a packet.</summary>
    public static Following Read(PacketDecoder decoder, Part part)
    {
        if (!Ipv6Header.TryParse(part.Octets, out var header, out var error))
        {
            return decoder.Fail(LayerKind.Ipv6, part, error);
        }

        var size = header.Octets.Length;
        decoder.Flow = new FlowKey(
            BinaryPrimitives.ReadUInt128BigEndian(header.SourceAddress),
            BinaryPrimitives.ReadUInt128BigEndian(header.DestinationAddress), 0, 0);
        if (Ipv6Packet.TryParse(part.Octets, out var packet, out error))
        {
            decoder.EndNetwork(part.Length - packet.Octets.Length);
            decoder.Add(part.Layer(LayerKind.Ipv6, size));
            var whole = part.Take(packet.Octets.Length);
            return Chain(decoder, header.NextHeader.Value, whole, size, isWhole: true);
        }

        // What is good of the chain is walked again, then the error is that of the packet.
        decoder.Fail(LayerKind.Ipv6, part, error);
        decoder.Add(part.Layer(LayerKind.Ipv6, size) with { IsPartial = true });
        var isCut = part.IsCut && error.Fault == DecodeFault.Truncated;
        var end = Math.Min(part.Length, size + header.PayloadLength);
        var next = Chain(decoder, header.NextHeader.Value, part.Take(end), size, isWhole: false);
        return isCut ? next : Following.Nothing;
    }

    /// <summary>Reads the data behind the fragment headers of a joined datagram.</summary>
    public static Following Behind(PacketDecoder decoder, byte type, Part part) =>
        Chain(decoder, type, part, 0, isWhole: true);

    /// <summary>
    /// What a protocol number inside another layer says follows: perhaps extension headers, which
    /// stand in the layers of no packet and are passed over.
    /// </summary>
    public static Following Next(PacketDecoder decoder, byte type, Part part) =>
        Ipv6Chain.IsKnown(type) && type != Ipv6Chain.Authentication
            ? Behind(decoder, type, part)
            : Ipv4Decoder.Next(type, part);

    // Layers grow by the headers that belong to them; each AH begins a new one.
    private static Following Chain(
        PacketDecoder decoder, uint type, Part part, int at, bool isWhole)
    {
        var start = 0;
        var nextAt = NextHeaderAt;
        var owns = part.Number == 0 || at > 0;
        while (Ipv6Chain.IsKnown(type))
        {
            var rest = part.Skip(at);
            if (!Ipv6Extension.TryParse(rest.Octets, type, out var link, out var error))
            {
                return decoder.Fail(LayerKind.Ipv6, rest, error);
            }

            if (type == Ipv6Chain.Authentication)
            {
                start = at;
                owns = true;
                decoder.Add(rest.Layer(LayerKind.Ah, link.Octets.Length));
                if (decoder.Keys is { } keys && link.TryAs(out AhHeader header, out _))
                {
                    AhVerification.Verify(decoder, rest, header, keys);
                }
            }
            else if (owns)
            {
                Grow(decoder, at + link.Octets.Length - start);
            }

            nextAt = link.TryAs(out Ipv6FragmentHeader _, out _) ? nextAt : at;
            at += link.Octets.Length;
            type = Ipv6Chain.Next(link);
            if (link.TryAs(out Ipv6FragmentHeader fragment, out _)
                && (fragment.MoreFragments || fragment.FragmentOffset > 0))
            {
                Keep(decoder, part, at - link.Octets.Length, nextAt, fragment);
                return isWhole
                    ? Fragment(decoder, fragment, rest, part.Skip(at))
                    : Following.Data(part.Skip(at));
            }
        }

        return Ipv4Decoder.Next(type, part.Skip(at));
    }

    // Of a datagram that is joined AH covers what stood before the fragment header.
    private static void Keep(
        PacketDecoder decoder, Part part, int fragmentAt, int nextAt, Ipv6FragmentHeader fragment)
    {
        if (decoder.Keys is not null && part.Number == 0)
        {
            decoder.JoinedHeader = part.Octets[..fragmentAt].ToArray();
            decoder.JoinedHeader[nextAt] = fragment.NextHeader.Value;
        }
    }

    private static void Grow(PacketDecoder decoder, int length)
    {
        var last = decoder.Layers.Count - 1;
        var layer = decoder.Layers[last];
        decoder.Layers[last] = layer with { Length = length, Elements = layer.Elements + 1 };
    }

    private static Following Fragment(
        PacketDecoder decoder, Ipv6FragmentHeader header, Part at, Part payload)
    {
        var flow = decoder.Flow;
        var key = new FragmentKey(flow.Source, flow.Destination, header.Identification, 6);
        var fragment = new Fragment(
            key, header.FragmentOffset * 8, header.MoreFragments, new Octets(payload.Octets),
            header.NextHeader.Value, decoder.Number, decoder.Seconds);
        return FragmentDecoder.Read(decoder, fragment, LayerKind.Ipv6, at, 2, payload);
    }
}
