using Holdfast.Cli.Decoding;
using Holdfast.Codec;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Decryption;

/// <summary>Opens ESP with the keys at hand, and carries on with what is inside.</summary>
internal static class EspDecryption
{
    /// <summary>Opens the packet whose layer is the last.</summary>
    public static Following Open(PacketDecoder decoder, Part part, EspPacket packet, SaTable keys)
    {
        var (opening, text) = (part.IsCut ? Opening.Cut : null, Array.Empty<byte>());
        foreach (var (sa, isOfItsAddresses) in keys.Find(
            ProtocolId.Esp, packet.Spi.Value, decoder.Flow))
        {
            if (part.IsCut)
            {
                break;
            }

            var tried = sa.Open(part.Octets, out var clear);
            if (tried.Icv != IcvCheck.Bad && (isOfItsAddresses || tried.Icv == IcvCheck.Good))
            {
                (opening, text) = (tried with { By = sa.Keys }, clear);
                break;
            }

            opening ??= isOfItsAddresses ? tried : null;
        }

        opening ??= keys.WithoutKeys(ProtocolId.Esp, packet.Spi.Value);
        var index = decoder.Layers.Count - 1;
        if (opening.Problem is not null)
        {
            decoder.Layers[index] = decoder.Layers[index] with { Opening = opening };
            return Following.Nothing;
        }

        opening = opening with { Source = decoder.Layers.Add(text, SourceKind.Decrypted) };
        decoder.Layers[index] = decoder.Layers[index] with { Opening = opening };
        return Inside(decoder, opening, new Part(text, opening.Source, isCut: false), index);
    }

    private static Following Inside(PacketDecoder decoder, Opening opening, Part text, int index)
    {
        if (!decoder.TryEnter())
        {
            return decoder.Fail(LayerKind.Esp, text, new DecodeError(
                DecodeFault.ValueOutOfRange, opening.Length, "Next Header"));
        }

        // RFC 4303 §2.7: what a packet leaves of the payload is TFC padding.
        var payload = text.Take(opening.Length);
        if (opening.Next is 4 or 41)
        {
            decoder.BeginNetwork(index);
        }

        return Ipv6Decoder.Next(decoder, opening.Next, payload);
    }
}
