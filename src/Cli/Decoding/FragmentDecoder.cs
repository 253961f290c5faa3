using Holdfast.Codec;
using Holdfast.Protocol.Reassembly;

namespace Holdfast.Cli.Decoding;

/// <summary>Fragments of IP datagrams: the last to come carries on with the joined data.</summary>
internal static class FragmentDecoder
{
    /// <summary>Puts a fragment to its fellows.</summary>
    /// <param name="decoder">The decoder.</param>
    /// <param name="fragment">The fragment.</param>
    /// <param name="kind">Which IP it is.</param>
    /// <param name="header">Where its header starts, for an error.</param>
    /// <param name="field">Octets from there to the fragment offset.</param>
    /// <param name="payload">Its data.</param>
    public static Following Read(
        PacketDecoder decoder, Fragment fragment, LayerKind kind, Part header, int field,
        Part payload)
    {
        var next = decoder.Fragments.Add(fragment);
        decoder.Fragments = next.Table;
        switch (next.Verdict)
        {
            case FragmentVerdict.Joined:
                return Joined(decoder, next.Joined!, kind);
            case FragmentVerdict.Kept or FragmentVerdict.Repeated or FragmentVerdict.Refused:
                return Following.Data(payload);
            case FragmentVerdict.Uneven:
                return decoder.Fail(kind, header, new DecodeError(
                    DecodeFault.LengthOutOfRange, field, "Fragment Offset"));
            case FragmentVerdict.Overlapping or FragmentVerdict.TooFar or FragmentVerdict.TooMany:
                return decoder.Fail(kind, header, new DecodeError(
                    DecodeFault.ValueOutOfRange, field, "Fragment Offset"));
        }

        return Following.Nothing;
    }

    private static Following Joined(PacketDecoder decoder, JoinedDatagram datagram, LayerKind kind)
    {
        var layers = decoder.Layers;
        var last = layers.Count - 1;
        layers[last] = layers[last] with { From = datagram.Origins };
        var octets = datagram.Data.Span.ToArray();
        var number = layers.AddJoined(octets, datagram.Origins);
        var part = new Part(octets, number, isCut: false);
        return kind == LayerKind.Ipv6
            ? Ipv6Decoder.Behind(decoder, datagram.Protocol, part)
            : Ipv4Decoder.Next(datagram.Protocol, part);
    }
}
