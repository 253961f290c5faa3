using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Reassembly;

namespace Holdfast.Cli.Decoding;

/// <summary>IPv4 (RFC 791), its fragments, and what a protocol number says follows.</summary>
internal static class Ipv4Decoder
{
    private const int FlagsAt = 6;

    /// <summary>What a protocol number says follows.</summary>
    public static Following Next(uint protocol, Part part) => protocol switch
    {
        4 => new(LayerKind.Ipv4, part),
        6 => new(LayerKind.Tcp, part),
        17 => new(LayerKind.Udp, part),
        41 => new(LayerKind.Ipv6, part),
        47 => new(LayerKind.Gre, part),
        50 => new(LayerKind.Esp, part),
        51 => new(LayerKind.Ah, part),
        54 => new(LayerKind.Nhrp, part),
        59 => Following.Nothing,
        108 => new(LayerKind.Ipcomp, part),
        _ => Following.Data(part),
    };

    /// <summary>Reads a packet.</summary>
    public static Following Read(PacketDecoder decoder, Part part)
    {
        if (!Ipv4Packet.TryParse(part.Octets, out var packet, out var error))
        {
            return Broken(decoder, part, error);
        }

        decoder.EndNetwork(part.Length - packet.Octets.Length);
        decoder.Add(part.Layer(LayerKind.Ipv4, packet.HeaderLength * 4));
        decoder.Flow = new FlowKey(
            packet.SourceAddress.Value, packet.DestinationAddress.Value, 0, 0);
        var payload = part.Of(packet.Payload);
        if (!packet.MoreFragments && packet.FragmentOffset == 0)
        {
            return Next(packet.Protocol.Value, payload);
        }

        if (decoder.Keys is not null)
        {
            // What is joined is no fragment any more: flags and offset are zero.
            decoder.JoinedHeader = part.Octets[..(packet.HeaderLength * 4)].ToArray();
            decoder.JoinedHeader.AsSpan(FlagsAt, 2).Clear();
        }

        var key = new FragmentKey(
            packet.SourceAddress.Value, packet.DestinationAddress.Value, packet.Identification, 4,
            packet.Protocol.Value);
        var fragment = new Fragment(
            key, packet.FragmentOffset * 8, packet.MoreFragments, new Octets(packet.Payload),
            packet.Protocol.Value, decoder.Number, decoder.Seconds);
        return FragmentDecoder.Read(decoder, fragment, LayerKind.Ipv4, part, 6, payload);
    }

    // Where the capture was cut, the header still tells what the octets that are left belong to.
    private static Following Broken(PacketDecoder decoder, Part part, DecodeError error)
    {
        decoder.Fail(LayerKind.Ipv4, part, error);
        if (!Ipv4Header.TryParse(part.Octets, out var header, out _))
        {
            return Following.Nothing;
        }

        decoder.Add(part.Layer(LayerKind.Ipv4, header.Octets.Length) with { IsPartial = true });
        if (!part.IsCut || error.Fault != DecodeFault.Truncated)
        {
            return Following.Nothing;
        }

        decoder.Flow = new FlowKey(
            header.SourceAddress.Value, header.DestinationAddress.Value, 0, 0);
        var rest = part.Skip(header.Octets.Length);
        return rest.Length == 0 ? Following.Nothing
            : header.MoreFragments || header.FragmentOffset > 0 ? Following.Data(rest)
            : Next(header.Protocol.Value, rest);
    }
}
