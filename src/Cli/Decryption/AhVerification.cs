using System.Buffers.Binary;
using Holdfast.Cli.Decoding;
using Holdfast.Protocol.Ah;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Decryption;

/// <summary>
/// Checks the ICV of AH with the keys at hand: over the whole IP packet, so that the IP header in
/// front of it is needed too.
/// </summary>
internal static class AhVerification
{
    /// <summary>Checks the AH whose layer is the last.</summary>
    /// <param name="decoder">The decoder.</param>
    /// <param name="part">From the AH to the end of the IP packet.</param>
    /// <param name="header">The AH.</param>
    /// <param name="keys">The keys.</param>
    public static void Verify(PacketDecoder decoder, Part part, AhHeader header, SaTable keys)
    {
        var index = decoder.Layers.Count - 1;
        var opening = part.IsCut ? Opening.Cut
            : TryPacket(decoder, part, index - 1, out var packet)
            ? Check(decoder, packet, header, keys)
            : new Opening { Problem = "no IP header stands before it" };
        decoder.Layers[index] = decoder.Layers[index] with { Opening = opening };
    }

    private static Opening Check(
        PacketDecoder decoder, ReadOnlySpan<byte> packet, AhHeader header, SaTable keys)
    {
        Opening? found = null;
        foreach (var (sa, isOfItsAddresses) in keys.Find(
            ProtocolId.Ah, header.Spi.Value, decoder.Flow))
        {
            var tried = sa.Verify(packet, header);
            if (tried.Icv == IcvCheck.Good)
            {
                return tried;
            }

            found ??= isOfItsAddresses ? tried : null;
        }

        return found ?? keys.WithoutKeys(ProtocolId.Ah, header.Spi.Value);
    }

    private static bool TryPacket(
        PacketDecoder decoder, Part part, int before, out ReadOnlySpan<byte> packet)
    {
        packet = default;
        var layer = before < 0 ? default : decoder.Layers[before];
        if (layer.Kind is not (LayerKind.Ipv4 or LayerKind.Ipv6))
        {
            return false;
        }

        if (layer.Source == part.Number && layer.Start + layer.Length == part.Start)
        {
            packet = part.Back(layer.Length).Octets;
            return true;
        }

        // Of a joined datagram the header is that of a fragment, and has to become the datagram's.
        if (part.Start != 0 || decoder.JoinedHeader.Length == 0)
        {
            return false;
        }

        byte[] whole = [.. decoder.JoinedHeader, .. part.Octets];
        var isVersion6 = layer.Kind == LayerKind.Ipv6;
        var length = whole.Length - (isVersion6 ? 40 : 0);
        BinaryPrimitives.WriteUInt16BigEndian(whole.AsSpan(isVersion6 ? 4 : 2), (ushort)length);
        packet = whole;
        return true;
    }
}
