using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Cli.Decoding;

/// <summary>UDP (RFC 768), and IKE and ESP encapsulated in it (RFC 3948).</summary>
internal static class UdpDecoder
{
    /// <summary>Reads a datagram.</summary>
    public static Following Read(PacketDecoder decoder, Part part)
    {
        if (UdpDatagram.TryParse(part.Octets, out var datagram, out var error))
        {
            decoder.Add(part.Layer(LayerKind.Udp, UdpHeaderOctets));
            Ports(decoder, datagram.SourcePort, datagram.DestinationPort);
            return Next(datagram.SourcePort, datagram.DestinationPort, part.Of(datagram.Payload));
        }

        decoder.Fail(LayerKind.Udp, part, error);
        if (!UdpHeader.TryParse(part.Octets, out var header, out _))
        {
            return Following.Nothing;
        }

        decoder.Add(part.Layer(LayerKind.Udp, UdpHeaderOctets) with { IsPartial = true });
        if (!part.IsCut || error.Fault != DecodeFault.Truncated)
        {
            return Following.Nothing;
        }

        Ports(decoder, header.SourcePort, header.DestinationPort);
        return Next(header.SourcePort, header.DestinationPort, part.Skip(UdpHeaderOctets));
    }

    /// <summary>Reads what UDP port 4500 carries.</summary>
    public static Following ReadEncapsulated(PacketDecoder decoder, Part part)
    {
        var isRead = TryKind(part.Octets, out var kind, out var error);
        if (!isRead && kind == EncapsulatedKind.Keepalive)
        {
            return decoder.Fail(LayerKind.UdpEncap, part, error);
        }

        var marker = kind == EncapsulatedKind.Esp ? 0 : part.Length;
        marker = kind == EncapsulatedKind.Ike ? MarkerOctets : marker;
        decoder.Add(part.Layer(LayerKind.UdpEncap, marker) with { Carries = kind });
        return kind switch
        {
            EncapsulatedKind.Ike => new(LayerKind.Ike, part.Skip(MarkerOctets)),
            EncapsulatedKind.Esp => new(LayerKind.Esp, part),
            _ => Following.Nothing,
        };
    }

    /// <summary>Octets of the non-ESP marker (RFC 3948 §2.2).</summary>
    public const int MarkerOctets = 4;

    private const int UdpHeaderOctets = 8;

    /// <summary>
    /// Tells what is encapsulated; false if it is not good, told by the kind it should be.
    /// </summary>
    public static bool TryKind(
        ReadOnlySpan<byte> octets, out EncapsulatedKind kind, out DecodeError error)
    {
        var isRead = UdpEncapsulation.TryParse(octets, out var view, out error);
        kind = octets.Length < MarkerOctets ? EncapsulatedKind.Keepalive
            : isRead && view.TryAs(out MarkedIke _, out _) ? EncapsulatedKind.Ike
            : EncapsulatedKind.Esp;
        return isRead;
    }

    private static void Ports(PacketDecoder decoder, ushort source, ushort destination) =>
        decoder.Flow = decoder.Flow with { SourcePort = source, DestinationPort = destination };

    private static Following Next(ushort source, ushort destination, Part payload) =>
        payload.Length == 0 ? Following.Nothing
        : Is(source, destination, 500) ? new(LayerKind.Ike, payload)
        : Is(source, destination, 4500) ? new(LayerKind.UdpEncap, payload)
        : Is(source, destination, 1985) || Is(source, destination, 2029)
            ? new(LayerKind.Hsrp, payload)
        : Is(source, destination, 3784) ? new(LayerKind.Bfd, payload)
        : Following.Data(payload);

    private static bool Is(ushort source, ushort destination, ushort port) =>
        source == port || destination == port;
}
