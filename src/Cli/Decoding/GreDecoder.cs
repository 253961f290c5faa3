using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Gre;

namespace Holdfast.Cli.Decoding;

/// <summary>GRE (RFC 2784, RFC 2890), and the enhanced header of PPTP (RFC 2637).</summary>
internal static class GreDecoder
{
    private const ushort Bridged = 0x6558;
    private const ushort Nhrp = 0x2001;

    /// <summary>Reads a packet.</summary>
    public static Following Read(PacketDecoder decoder, Part part)
    {
        if (!GreMessage.TryParse(part.Octets, out var message, out var error))
        {
            return decoder.Fail(LayerKind.Gre, part, error);
        }

        decoder.Add(part.Layer(LayerKind.Gre, message.Octets.Length));
        if (message.TryAs(out GreHeader header, out _))
        {
            return Next(header.ProtocolType, part.Of(header.Payload));
        }

        return message.TryAs(out GreEnhanced enhanced, out _)
            ? Next(enhanced.ProtocolType, part.Of(enhanced.Payload))
            : Following.Nothing;
    }

    private static Following Next(EtherType type, Part payload) => payload.Length == 0
        ? Following.Nothing
        : type.Value switch
        {
            Bridged => new(LayerKind.Ethernet, payload),
            Nhrp => new(LayerKind.Nhrp, payload),
            _ => LinkLayers.Next(type, payload),
        };
}
